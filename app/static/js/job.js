// A job's progress, asked for every two seconds; when it ends, the page is loaded once more.
(() => {
  const bar = document.querySelector("[data-job]");
  if (!bar) return;
  const progress = bar.querySelector("progress");
  const text = bar.querySelector("[data-job-text]");
  const look = async () => {
    try {
      const answer = await fetch(bar.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const job = await answer.json();
      if (!job.open) {
        window.location.reload();
        return;
      }
      progress.value = job.percent;
      text.textContent = text.dataset.jobText
        .replace("{done}", job.done.toLocaleString("vi"))
        .replace("{total}", job.total.toLocaleString("vi"))
        .replace("{percent}", job.percent);
    } catch {
      // The server may be restarting: the next look will tell.
    }
    window.setTimeout(look, 2000);
  };
  window.setTimeout(look, 1000);
})();
