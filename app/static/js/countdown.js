// time[data-until] says what is left, by the server's clock, every 30 seconds.
const root = document.documentElement;
// <html data-now> is the server's instant when it wrote the page.
const offset = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0;
const MINUTE = 60_000;

const left = (element, milliseconds) => {
  const words = element.dataset;
  if (milliseconds <= 0) return words.textOver;
  const minutes = Math.ceil(milliseconds / MINUTE);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = days
    ? [[days, words.textDays], [hours, words.textHours]]
    : [[hours, words.textHours], [minutes % 60, words.textMinutes]];
  const said = parts.filter(([n]) => n).map(([n, text]) => text.replace("{n}", n));
  return words.textLeft.replace("{time}", said.join(" "));
};

const refresh = () => {
  for (const element of document.querySelectorAll("time[data-until]")) {
    const text = left(element, Date.parse(element.dataset.until) - Date.now() - offset);
    if (element.textContent !== text) element.textContent = text;
  }
};

setInterval(refresh, 30_000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
