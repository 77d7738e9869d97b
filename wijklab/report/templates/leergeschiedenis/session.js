(function () {
  "use strict";
  /* Session mode and notes. All words come from the page, all words of people go in as text.
     Notes stay in this browser until they are saved as one file, which `wijklab session add` reads. */
  const home = document.getElementById("session-notes");
  if (!home) { return; }
  const FORMAT = "wijklab sessie 1";
  const KINDS = ["eye_opener", "question", "action"];
  const LONGEST_FILE = 1000000;
  const MOST_NOTES = 500;
  const DAY = /^\d{4}-\d{2}-\d{2}$/;
  const { study, edition, level } = home.dataset;
  const KEY = ["wijklab", "notes", study, edition, level || "full"].join("/");

  /* Words and pieces of the page */

  const words = {};
  document.getElementById("session-words").content.querySelectorAll("[data-word]").forEach((one) => {
    words[one.dataset.word] = one.textContent;
  });
  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, (token, name) => (values && name in values ? String(values[name]) : token));
  }
  function piece(id) {
    return document.getElementById(id).content.firstElementChild.cloneNode(true);
  }
  function part(root, name) {
    return root.querySelector("[data-" + name + "]");
  }
  function write(root, name, text) {
    const found = part(root, name);
    found.textContent = text;
    found.hidden = !text;
  }
  const live = part(home, "live");
  document.body.append(live);
  function tell(text) {
    live.textContent = "";
    window.setTimeout(() => { live.textContent = text; }, 60);
  }

  /* Notes: read with suspicion, kept in this browser */

  function plain(value, longest) {
    const text = typeof value === "string" ? value : "";
    return text
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
      .replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
      .trim()
      .slice(0, longest);
  }
  function anchor(value) {
    return (/^[a-z0-9]+(-[a-z0-9]+)*$/.exec(plain(value, 100)) || [""])[0];
  }
  function noteOf(raw) {
    if (!raw || typeof raw !== "object" || !KINDS.includes(raw.kind)) { return null; }
    const note = {
      id: (/^n[1-9]\d{0,5}$/.exec(plain(raw.id, 10)) || [""])[0],
      kind: raw.kind,
      theme: anchor(raw.theme),
      moment: anchor(raw.moment),
      text: plain(raw.text, 2000),
      owner: plain(raw.owner, 200),
      due: (DAY.exec(plain(raw.due, 10)) || [""])[0],
    };
    return note.text ? note : null;
  }
  function same(one, other) {
    return ["kind", "theme", "moment", "text", "owner", "due"].every((name) => one[name] === other[name]);
  }

  const kept = { date: "", participants: "", level: level, last: 0, notes: [] };
  let changed = false;

  function add(raw) {
    const note = noteOf(raw);
    if (!note || kept.notes.length >= MOST_NOTES || kept.notes.some((one) => same(one, note))) { return false; }
    if (!note.id || kept.notes.some((one) => one.id === note.id)) { note.id = "n" + (kept.last + 1); }
    kept.last = Math.max(kept.last, Number(note.id.slice(1)));
    kept.notes.push(note);
    return true;
  }
  function take(raw) {
    const found = raw && typeof raw === "object" ? raw : {};
    kept.date = (DAY.exec(plain(found.date, 10)) || [kept.date])[0];
    kept.participants = /^([1-9]\d{0,2}|1000)$/.test(found.participants) ? String(found.participants) : kept.participants;
    kept.level = level || plain(found.level, 20) || kept.level;
    kept.last = Math.max(kept.last, Number.isSafeInteger(found.last) ? found.last : 0);
    return (Array.isArray(found.notes) ? found.notes : []).filter(add).length;
  }
  function load() {
    kept.notes = [];
    try {
      take(JSON.parse(window.localStorage.getItem(KEY)));
    } catch (fault) {
      part(home, "off").hidden = false;
    }
  }
  function keep() {
    try {
      if (kept.notes.length) { window.localStorage.setItem(KEY, JSON.stringify(kept)); } else { window.localStorage.removeItem(KEY); }
    } catch (fault) {
      part(home, "off").hidden = false;
    }
  }
  function change(message) {
    changed = true;
    keep();
    draw();
    tell(message);
  }

  /* What may not be written down: it says who someone is */

  const PERSONAL = [
    /(^|[^\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+/,
    /(^|[^\w.,-])(?!(0[1-9]|[12]\d|3[01])[-./](0[1-9]|1[0-2])[-./](19|20)\d\d(?!\d))\(?(\+31|0031|0)[ ./()-]{0,3}0?[ ./()-]{0,3}[1-9]([ ./()-]{0,2}\d){8}(?!\w)/,
    /(^|[^\wÀ-ÿ])([Mm]evrouw|[Mm]evr\.?|[Mm]w\.|[Mm]eneer|[Mm]ijnheer|[Dd]e heer|[Dd]hr\.?|[Mm]rs\.?|[Mm]r\.?)\s+([A-Z]\.\s?)*(([Vv]an|[Dd]e|[Dd]er|[Dd]en|[Hh]et|[Tt]en|[Tt]er|[Tt]e|[Ee]l|[Ll]a|'t)\s+)*[A-ZÀ-Þ][a-zß-ÿ'-]+/,
    /\bbsn\b\D{0,12}\d{8,9}/i,
    /\bNL\d{2} ?[A-Z]{4} ?(\d{4} ?){2}\d{2}\b/,
    /\b[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b/,
  ];
  function isBsn(digits) {
    return [9, 8, 7, 6, 5, 4, 3, 2, -1].reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11 === 0;
  }
  function isPersonal(text) {
    const numbers = text.match(/(^|[^\w.,-])\d{9}(?![\w-])/g) || [];
    return PERSONAL.some((sign) => sign.test(text)) || numbers.some((found) => isBsn(found.slice(-9)));
  }
  function fault(field, needed) {
    const text = plain(field.value, 2000);
    if (needed && !text) { return say("empty"); }
    return isPersonal(text) ? say("personal") : "";
  }
  function accepts(field, needed, over) {
    field.setCustomValidity(over ? say("full") : fault(field, needed));
    return field.reportValidity();
  }
  function full() {
    return kept.notes.length >= MOST_NOTES;
  }

  /* The form of one note */

  function formFor(place, note, leave) {
    const form = piece("session-form");
    const fields = form.elements;
    const extra = part(form, "extra");
    const fit = () => { extra.hidden = fields.kind.value === "eye_opener"; };
    Object.keys(note || {}).forEach((name) => { if (fields[name]) { fields[name].value = note[name]; } });
    fit();
    fields.kind.addEventListener("change", fit);
    form.addEventListener("input", (event) => { event.target.setCustomValidity(""); });
    part(form, "cancel").addEventListener("click", () => { form.reset(); leave(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!accepts(fields.text, true, !note && full()) || (!extra.hidden && !accepts(fields.owner, false))) { return; }
      if (note) { form.remove(); }
      put(note, {
        id: note ? note.id : "",
        kind: fields.kind.value,
        theme: place.theme,
        moment: place.moment,
        text: fields.text.value,
        owner: extra.hidden ? "" : fields.owner.value,
        due: extra.hidden ? "" : fields.due.value,
      });
      if (note) { return; }
      fields.text.value = fields.owner.value = fields.due.value = "";
      fields.text.focus();
    });
    return form;
  }
  function put(old, raw) {
    const index = kept.notes.findIndex((one) => old && one.id === old.id);
    if (index < 0) { add(raw); } else { kept.notes[index] = noteOf(raw); }
    change(say("noted"));
    if (old) { focusNote(old.id); }
  }
  function remove(note) {
    const place = places.find((one) => at(one, note)) || places[0];
    kept.notes = kept.notes.filter((one) => one !== note);
    change(say("removed"));
    part(place.box, "open").focus();
  }
  function focusNote(id) {
    const found = Array.from(document.querySelectorAll('[data-note="' + id + '"]')).find((one) => one.offsetParent);
    if (found) { part(found, "edit").focus(); }
  }

  /* Notes where they belong, and all of them together */

  const places = [];
  function at(place, note) {
    return place.theme === note.theme && place.moment === note.moment;
  }
  function prepare(theme, moment, title, lay) {
    const box = piece("session-place");
    const place = { theme: theme, moment: moment, title: title, box: box };
    const details = part(box, "take");
    write(box, "at", title);
    const close = () => { details.open = false; part(box, "open").focus(); };
    details.addEventListener("toggle", () => {
      if (details.open && !details.querySelector("form")) { details.append(formFor(place, null, close)); }
      if (details.open) { details.querySelector("form").elements.text.focus(); }
    });
    details.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && details.open) { event.preventDefault(); close(); }
    });
    lay(box);
    places.push(place);
  }
  function heading(root) {
    return root.querySelector("h1, h2, h3, h4, h5, h6");
  }
  function where(note) {
    const found = places.find((one) => at(one, note));
    return found ? found.title : [note.theme, note.moment].filter(Boolean).join(", ");
  }
  function day(iso) {
    return new Date(iso + "T12:00:00").toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  }
  function shown(note, place) {
    const item = piece("session-note");
    item.dataset.note = note.id;
    item.classList.add("note-" + note.kind);
    write(item, "kind", say(note.kind));
    write(item, "text", note.text);
    write(item, "more", [note.owner, note.due && say("by", { date: day(note.due) })].filter(Boolean).join(" · "));
    write(item, "where", place ? "" : where(note));
    item.classList.toggle("stray", !places.some((one) => at(one, note)));
    item.querySelectorAll("[data-about]").forEach((one) => { one.textContent = note.text.slice(0, 60); });
    part(item, "remove").addEventListener("click", () => { remove(note); });
    part(item, "edit").addEventListener("click", () => {
      item.replaceChildren(formFor(note, note, () => { item.replaceChildren(); draw(); focusNote(note.id); }));
      item.querySelector("textarea").focus();
    });
    return item;
  }
  function list(root, notes, place) {
    const held = document.activeElement;
    const busy = Array.from(root.children).filter((one) => one.querySelector("form"));
    root.replaceChildren(...notes.map((note) => busy.find((one) => one.dataset.note === note.id) || shown(note, place)));
    if (root.contains(held)) { held.focus({ preventScroll: true }); }
    root.hidden = !notes.length;
  }
  function draw() {
    places.forEach((place) => { list(part(place.box, "taken"), kept.notes.filter((one) => at(place, one)), place); });
    list(part(home, "all"), kept.notes.filter((note) => !at(places[0], note)), null);
    part(home, "none").hidden = kept.notes.length > 0;
    const fields = file.elements;
    fields.date.value = kept.date || today();
    fields.participants.value = kept.participants;
    fields.level.value = kept.level;
    document.body.classList.toggle("with-notes", kept.notes.length > 0);
    if (kept.notes.length) { writeDown(true); }
  }
  function writeDown(on) {
    document.body.classList.toggle("taking-notes", on);
    part(start, "take-notes").setAttribute("aria-pressed", String(on));
    home.hidden = !on;
  }

  /* One file out, one file in */

  const file = part(home, "file");
  function today() {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }
  function remember() {
    const fields = file.elements;
    Object.assign(kept, { date: fields.date.value, participants: fields.participants.value, level: fields.level.value });
    keep();
  }
  function session() {
    const people = kept.participants ? Number(kept.participants) : null;
    return {
      format: FORMAT, study: study, edition: edition, level: kept.level, date: kept.date, participants: people,
      notes: kept.notes,
    };
  }
  function save(event) {
    event.preventDefault();
    remember();
    if (!kept.notes.length) { report(say("nothing")); return; }
    const link = document.createElement("a");
    const blob = new Blob([JSON.stringify(session(), null, 1) + "\n"], { type: "application/json" });
    link.href = URL.createObjectURL(blob);
    link.download = ["sessie", study, kept.date, kept.level].join("-").replace(/[^\w-]+/g, "-") + ".json";
    link.click();
    window.setTimeout(() => { URL.revokeObjectURL(link.href); }, 10000);
    changed = false;
    report(say("saved", { file: link.download }));
  }
  function report(text) {
    write(home, "report", text);
    tell(text);
  }
  function read(text) {
    let found;
    try { found = JSON.parse(text); } catch (fault) { found = null; }
    if (!found || found.format !== FORMAT || !Array.isArray(found.notes)) { return say("not_ours"); }
    if (found.study !== study) { return say("other_study"); }
    const came = take(found);
    change("");
    const other = found.edition !== edition || (level && found.level !== level);
    return say("read", { came: came, known: found.notes.length - came }) + (other ? " " + say("other_edition") : "") + (full() ? " " + say("full") : "");
  }
  function open(event) {
    const field = event.target;
    const chosen = field.files[0];
    if (!chosen) { return; }
    if (chosen.size > LONGEST_FILE) { report(say("not_ours")); return; }
    chosen.text().then((text) => { report(read(text)); field.value = ""; });
  }
  function clear() {
    if (!window.confirm(say("clear_sure"))) { return; }
    Object.assign(kept, { notes: [], date: "", participants: "", level: level, last: 0 });
    keep();
    draw();
    changed = false;
    report(say("cleared"));
  }

  /* Session mode: one theme a screen */

  const themes = Array.from(document.querySelectorAll("section.theme[data-theme]"));
  const screens = themes.concat(home);
  const start = piece("session-start");
  const bar = piece("session-bar");
  let here = 0;
  let aside = false;
  function running() {
    return document.body.classList.contains("in-session");
  }
  function only(target) {
    const stays = ".session-bar, .stamps, .cover, [data-live]" + (aside ? ", h2" : "");
    document.querySelectorAll(".away").forEach((one) => { one.classList.remove("away"); });
    for (let one = target; one && one !== document.body; one = one.parentElement) {
      Array.from(one.parentElement.children).forEach((other) => {
        if (other !== one && !other.matches(stays)) { other.classList.add("away"); }
      });
    }
    window.scrollTo({ top: 0, behavior: "instant" });
  }
  function counter() {
    return here < themes.length ? say("counter", { n: here + 1, total: themes.length }) : say("counter_notes");
  }
  function show(index, keepFocus) {
    here = Math.min(Math.max(index, 0), screens.length - 1);
    aside = false;
    only(screens[here]);
    const title = heading(screens[here]);
    write(bar, "counter", counter());
    ends(here === 0, here === screens.length - 1);
    if (!keepFocus) { focusOn(title); }
    tell(keepFocus ? counter() + ": " + title.textContent : counter());
  }
  function ends(first, last) {
    part(bar, "previous").setAttribute("aria-disabled", String(first));
    part(bar, "next").setAttribute("aria-disabled", String(last));
  }
  function focusOn(element) {
    if (element.tabIndex < 0) { element.tabIndex = -1; }
    element.focus({ preventScroll: true });
  }
  function step(by, keepFocus) {
    if (aside) { show(here, keepFocus); } else if (screens[here + by]) { show(here + by, keepFocus); }
  }
  function turn(by) {
    const page = document.scrollingElement;
    const left = by > 0 ? page.scrollHeight - page.clientHeight - page.scrollTop : page.scrollTop;
    if (left < 4) { step(by); } else { window.scrollBy({ top: by * (page.clientHeight - bar.offsetHeight) * 0.85 }); }
  }
  function enter() {
    document.documentElement.classList.add("large");
    document.body.classList.add("in-session");
    writeDown(true);
    bar.hidden = false;
    show(here);
  }
  function leave() {
    document.documentElement.classList.remove("large");
    document.body.classList.remove("in-session");
    document.querySelectorAll(".away").forEach((one) => { one.classList.remove("away"); });
    bar.hidden = true;
    tell(say("left"));
    part(start, "enter").focus();
  }
  function look(event) {
    const link = event.target.closest('a[href^="#"]');
    const target = running() && link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || target.offsetParent) { return; }
    event.preventDefault();
    const theme = screens.findIndex((one) => one.contains(target));
    if (theme >= 0) { show(theme); target.scrollIntoView(); } else { showAside(target); }
  }
  function showAside(target) {
    const folded = target.closest("details");
    aside = true;
    only(folded || target.closest("figure, section, li") || target);
    if (folded) { folded.open = true; }
    write(bar, "counter", say("aside"));
    ends(false, false);
    focusOn((folded && folded.querySelector("summary")) || heading(target) || target);
    tell(say("aside"));
  }
  const KEYS = {
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    PageDown: () => turn(1),
    PageUp: () => turn(-1),
    Escape: () => { if (aside) { show(here); } else { leave(); } },
  };
  function press(event) {
    const busy = event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!running() || busy || !(event.key in KEYS)) { return; }
    if (event.target.closest("input, select, textarea" + (event.key.startsWith("Arrow") ? ", .scroll" : ""))) { return; }
    event.preventDefault();
    KEYS[event.key]();
  }

  /* Put everything in its place */

  prepare("", "", say("whole"), (box) => { part(home, "whole").append(box); });
  themes.forEach((theme) => {
    const id = theme.dataset.theme;
    theme.querySelectorAll("article.moment[data-moment]").forEach((moment) => {
      prepare(id, moment.dataset.moment, heading(moment).textContent, (box) => { moment.after(box); });
    });
    prepare(id, "", say("theme", { title: heading(theme).textContent }), (box) => { theme.append(box); });
  });
  part(start, "enter").hidden = !themes.length;
  home.parentElement.prepend(start);
  document.body.append(bar);
  part(start, "enter").addEventListener("click", enter);
  part(start, "take-notes").addEventListener("click", () => {
    writeDown(!document.body.classList.contains("taking-notes"));
  });
  part(bar, "previous").addEventListener("click", () => { step(-1, true); });
  part(bar, "next").addEventListener("click", () => { step(1, true); });
  part(bar, "notes").addEventListener("click", () => { show(screens.length - 1); });
  part(bar, "leave").addEventListener("click", leave);
  file.addEventListener("submit", save);
  file.addEventListener("change", remember);
  part(home, "open-file").addEventListener("change", open);
  part(home, "clear").addEventListener("click", clear);
  document.addEventListener("keydown", press);
  document.addEventListener("click", look);
  window.addEventListener("storage", (event) => { if (event.key === KEY) { load(); draw(); } });
  window.addEventListener("beforeunload", (event) => {
    const typed = Array.from(document.querySelectorAll(".note-form textarea")).some((one) => one.value.trim());
    if ((changed && kept.notes.length) || typed) { event.preventDefault(); event.returnValue = ""; }
  });
  load();
  draw();
})();
