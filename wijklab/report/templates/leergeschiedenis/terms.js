(function () {
  "use strict";
  // A tip opens on hover and on focus by style alone; Escape puts it away until another word is reached (WCAG 1.4.13).
  var away = "no-tips";
  function term(target) { return target instanceof Element ? target.closest(".term") : null; }
  var last = null;
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !document.querySelector("body:not(.no-tips) .term:is(:hover, :focus-within)")) { return; }
    document.body.classList.add(away);
    event.stopImmediatePropagation();
  });
  ["pointerover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var now = term(event.target);
      if ((now && now !== last) || name === "focusin") { document.body.classList.remove(away); }
      last = now;
    });
  });
})();
