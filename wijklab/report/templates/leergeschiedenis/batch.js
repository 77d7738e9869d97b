(function () {
  "use strict";
  // Search, choose and sort. The script holds no words; without it the table stands in its first order, the worst above.
  var table = document.getElementById("studies");
  var count = document.querySelector(".count");
  var text = document.getElementById("find-text");
  var outcome = document.getElementById("find-outcome");
  var language = document.documentElement.lang;
  var order = Array.prototype.map.call(outcome.options, function (one) { return one.value; });
  var collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  var plain = function (words) { return words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); };
  var body = table.tBodies[0];
  var rows = Array.prototype.map.call(body.rows, function (row) {
    return { row: row, outcome: row.dataset.o, words: "", shown: true };
  });
  var all = count.textContent;
  var KEYS = [
    function (row) { return row.cells[0].textContent; },
    function (row) { return order.indexOf(row.dataset.o); },
    function (row) { return parseInt(row.cells[2].textContent, 10); },
    function (row) { return parseInt(row.cells[3].textContent, 10) || 0; },
    function (row) { var time = row.cells[4].firstElementChild; return time ? time.getAttribute("datetime") : ""; }
  ];

  function name(selector, role) {
    table.querySelectorAll(selector).forEach(function (one) { one.setAttribute("role", role); });
  }
  function said(row) {
    // All but when it was run: a search for 10 is not for ten o'clock.
    return Array.prototype.slice.call(row.cells, 0, 4).map(function (cell) { return cell.textContent; }).join(" ");
  }
  function fits(one, words) {
    if (outcome.value && one.outcome !== outcome.value) { return false; }
    if (words.length && !one.words) { one.words = plain(said(one.row)); }
    return words.every(function (word) { return one.words.indexOf(word) >= 0; });
  }
  function filter() {
    var words = plain(text.value).split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (one) {
      var fit = fits(one, words);
      shown += fit ? 1 : 0;
      if (fit !== one.shown) { one.shown = fit; one.row.hidden = !fit; }
    });
    count.textContent = shown === rows.length ? all : count.dataset.words.replace("#", shown.toLocaleString(language));
  }
  function sort(head, column) {
    var down = head.getAttribute("aria-sort") === "ascending";
    var sign = down ? -1 : 1;
    var keyed = rows.map(function (one) { return { one: one, key: KEYS[column](one.row) }; });
    keyed.sort(function (a, b) {
      return sign * (typeof a.key === "number" ? a.key - b.key : collator.compare(a.key, b.key));
    });
    table.querySelectorAll("[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows = keyed.map(function (pair) { return pair.one; });
    var sorted = document.createDocumentFragment();
    rows.forEach(function (one) { sorted.append(one.row); });
    body.append(sorted);
  }
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = count.dataset.sort;
    button.addEventListener("click", function () { sort(head, column); });
    head.replaceChildren(button);
  });
  table.setAttribute("role", "table");
  name("thead, tbody", "rowgroup");
  name("tr", "row");
  name("thead th", "columnheader");
  name("tbody th", "rowheader");
  name("td", "cell");
  table.classList.add("long");
  text.addEventListener("input", filter);
  outcome.addEventListener("change", filter);
  document.querySelector(".find").hidden = false;
  filter();
})();
