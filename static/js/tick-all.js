// Offer one press that ticks every clause on the page; without JavaScript each is ticked by hand.
const button = document.querySelector("[data-tick-all]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of document.querySelectorAll('input[name="clause"]')) box.checked = true;
  });
}
