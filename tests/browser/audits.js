/* What axe-core passes and a reader does not: each audit gives the places that are wrong, in words. */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const words = (node) => (node.textContent || "").replace(/\s+/g, " ").trim();
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const told = (node) => `<${node.localName}${node.id ? " #" + node.id : ""} class="${node.getAttribute("class") || ""}"> ${words(node).slice(0, 60)}`;
  const named = (ids) => ids.split(/\s+/).map((id) => words(document.getElementById(id) || document.createElement("i"))).join(" ").trim();
  const scrolls = (node) => node && node !== document.documentElement && node !== document.body
    && /auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX);
  const inScroller = (node) => { for (let up = node.parentElement; up; up = up.parentElement) { if (scrolls(up)) { return true; } } return false; };
  const hear = (node) => { const box = node.getBoundingClientRect(); return box.width <= 2 || box.height <= 2 || box.right < 0; };
  const INTERACTIVE = "a[href], button, input, select, textarea, summary";
  const reachable = () => all(`${INTERACTIVE}, [tabindex]`).filter((node) => node.tabIndex >= 0 && !node.disabled && shown(node));
  const alternative = (node) => node.localName === "img" ? node.getAttribute("alt")
    : node.hasAttribute("aria-labelledby") ? named(node.getAttribute("aria-labelledby"))
    : node.getAttribute("aria-label") || words(node.querySelector("title") || document.createElement("i"));
  const PLACEHOLDER = /^(no description|geen (beschrijving|omschrijving)|image|afbeelding|plaatje|figure|figuur|grafiek|chart|plot|untitled|alt)\b.{0,40}$|\.(png|svg|jpe?g|webp)$/i;

  window.audits = {
    placeholder_alt: () => all("img, svg[role=img]").filter((node) => PLACEHOLDER.test((alternative(node) || "").trim())).map(told),
    figure_without_alt: () => all("figure img, figure svg:not([aria-hidden=true]), .drawing > *")
      .filter((node) => !node.parentElement.closest("svg") && (alternative(node) || "").trim().length < 40).map(told),
    language: () => {
      const count = (list) => (` ${words(document.querySelector("main")).toLowerCase()} `.match(new RegExp(`(?<=\\s)(${list})(?=\\s)`, "g")) || []).length;
      const reads = count("de|het|een|van|en|niet|dat|wat") > count("the|of|and|not|that|is a|what|to") ? "nl" : "en";
      return document.documentElement.lang === reads ? [] : [`lang="${document.documentElement.lang}" on a page in ${reads}`];
    },
    title: () => {
      const title = document.title.trim();
      const heading = words(document.querySelector("h1") || document.createElement("i"));
      return title.length > 8 && !/\.(html?|ipynb)\b|[\\/_]/.test(title) && title.includes(heading) && heading ? [] : [`title "${title}" over heading "${heading}"`];
    },
    extra_tab_stops: () => reachable().filter((node) => node.tabIndex > 0 || node.closest("[aria-hidden=true]") || (!node.matches(INTERACTIVE)
      && !(node.matches(".scroll[role=region]") && node.scrollWidth > node.clientWidth))).map(told),
    wider_than_window: () => {
      const width = document.documentElement.clientWidth;
      const over = all("body *").filter((node) => shown(node) && !hear(node) && !node.closest("svg *") && getComputedStyle(node).position !== "fixed"
        && !inScroller(node) && (node.getBoundingClientRect().right > width + 1 || node.getBoundingClientRect().left < -1)
        && !node.matches(".skip"));
      return (document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} px wide in ${width}`] : []).concat(over.map(told));
    },
    table_headers: () => all("th:not([scope])").concat(all("table").filter((table) => !table.caption || !words(table.caption) || !table.querySelector("th"))).map(told),
    colour_alone: () => {
      const inline = all("p a[href], li a[href], dd a[href]").filter((node) => shown(node) && words(node.parentElement) !== words(node)
        && getComputedStyle(node).textDecorationLine !== "underline").map(told);
      const unsaid = all(".effect, .kicker, .stamp strong").filter((node) => !/\p{L}{3}/u.test(words(node))).map(told);
      const unmarked = all(".event").filter((node) => !node.querySelector(".effect [aria-hidden=true]")).map(told);
      return inline.concat(unsaid, unmarked);
    },
    inline_style: () => all("[style]").filter((node) => !node.closest("html > body > [data-live]")).map(told),
    remote: () => all("[src], link[href], [srcset], object, iframe, embed, base, form[action]").filter((node) => !/^(data:|#|$)/.test(node.getAttribute("src") || node.getAttribute("href") || "")).map(told),
  };
})();
