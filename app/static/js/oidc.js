// Back from the identity provider: goes on without a further press of the button.
document.getElementById("hoan-tat").submit();
