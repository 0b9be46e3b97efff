// Say on the page that a passkey or security key could not be used; allauth writes it to the console only.
const title = document.title;
document.addEventListener("allauth.error", (event) => {
  const wrongAddress = event.detail.exception.name === "SecurityError";
  const summary = document.getElementById("passkey-problem").content.cloneNode(true).firstElementChild;
  summary.querySelector(wrongAddress ? "[data-other]" : "[data-address]").remove();
  document.querySelector("main .govuk-error-summary")?.remove();
  document.querySelector("main h1").before(summary);
  document.title = `Error: ${title.replace(/^Error: /, "")}`;
  summary.focus();
});
