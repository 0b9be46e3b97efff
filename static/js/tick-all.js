// Offer one press that ticks every box of its form, but for wordings that rule each other out; without JavaScript each is ticked by hand.
const button = document.querySelector("[data-tick-all]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of button.form.querySelectorAll('input[type="checkbox"]:not([data-rival])')) box.checked = true;
  });
}
