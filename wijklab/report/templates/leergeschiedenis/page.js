(function () {
  "use strict";
  var opened = [];
  var narrow = window.matchMedia("(max-width: 30rem)");
  window.addEventListener("beforeprint", function () {
    // The table of a figure of a learning history is printed only where the reader opened it.
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open]):not(.figures details details)"));
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
  });
  function reach() {
    document.querySelectorAll(".scroll").forEach(function (box) {
      box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
    });
  }
  function unfold() {
    var found = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var box = found && found.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
    if (found) { found.scrollIntoView(); }
  }
  function fold() {
    var pages = document.querySelector(".pages details");
    if (pages) { pages.open = !narrow.matches; }
  }
  window.addEventListener("hashchange", unfold);
  window.addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  unfold();
  reach();
  narrow.addEventListener("change", fold);
  fold();
})();
