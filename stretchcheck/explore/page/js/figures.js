/* Knows the pane of figures: what is asked and reached at the start and now, by kind, by check, and what changed. */

import { attribute, el, shown, words } from "/shared/js/dom.js";
import { VERDICTS, figure, plain, unitOf } from "/static/js/words.js";

export class Figures {
  constructor(store, root, summary, onGo) {
    this.store = store;
    this.summary = summary;
    this.root = root;
    this.onGo = onGo;
    this.body = el("tbody");
    this.kinds = el("tbody");
    this.checks = el("tbody");
    this.changes = el("tbody");
    this.changesHead = el("h2", { text: "Changed verdicts" });
    this.changesNote = el("p", { class: "soft" });
    this.rater = el("select", { "aria-label": "Scored against" });
    this.against = el("label", { class: "soft" }, "Scored against ", this.rater);
    this.rater.addEventListener("change", () => store.send("rater", { rater: this.rater.value || null }));
    root.replaceChildren(...this.#parts());
    store.on("figures", () => this.#figures());
    store.on("changed", () => this.#changed());
    store.on("state", () => this.#raters());
  }

  #parts() {
    return [
      el("section", {}, this.changesHead, this.changesNote, el("div", { class: "changes", tabindex: 0, role: "region", "aria-label": "Changed verdicts, a list" }, table(["clip", "check", "start", "now", "labelled"], this.changes, "Changed verdicts"))),
      el("section", {}, el("h2", { text: "All clips" }), this.against,
        table(["", "start", "now", "asked"], this.body, "What is asked, and what was reached")),
      fold("By kind of fault", table(["kind", "found", "missed", "false"], this.kinds, "By kind of fault"), "In the views that show it well; start → now."),
      fold("By check", table(["check", "wrong green", "false red", "unknown"], this.checks, "By check"), "Of faults, of good form, of all; start → now."),
    ];
  }

  /* Figures of another move, or of clips that are not all judged yet, are shown as such. */
  #whole() {
    const { figures, state } = this.store;
    const isWhole = this.isWhole && state?.done === state?.of && figures?.run === state?.run;
    attribute(this.root, "data-whole", isWhole ? "true" : "false");
  }

  #raters() {
    this.#whole();
    const { raters, prefer } = this.store.state;
    const wanted = ["", ...raters];
    if (wanted.join("\n") !== [...this.rater.options].map((option) => option.value).join("\n")) {
      const all = raters.length > 1 ? "every rater, as evaluate does" : "the labels";
      this.rater.replaceChildren(
        ...wanted.map((rater) => el("option", { value: rater, text: rater ? `${rater}, where there are labels by them` : all })),
      );
    }
    this.rater.value = prefer ?? "";
    shown(this.against, raters.length > 1);
  }

  #figures() {
    const { start, now, is_whole: isWhole } = this.store.figures;
    if (!now) return;
    this.isWhole = isWhole;
    this.#whole();
    this.body.replaceChildren(
      ...this.store.hello.figures.filter((row) => now.figures[row.figure] || start.figures[row.figure]).map((row) => line(row, start, now)),
    );
    this.kinds.replaceChildren(...pairs(start.kinds, now.kinds).filter(([a, b]) => some(a, b)).map(kindLine));
    this.checks.replaceChildren(...pairs(start.checks, now.checks).filter(([a, b]) => a.good_all + a.fault_all + b.good_all + b.fault_all).map(checkLine));
    this.summary.replaceChildren(...Object.keys(VERDICTS).map((name) =>
      el("span", { "data-count": name }, verdict(name), ` ${arrow(start.verdicts[name], now.verdicts[name])}`)), pooled(start, now));
  }

  #changed() {
    const rows = this.store.changed;
    const [better, worse] = [true, false].map((is) => rows.filter((row) => row.better === is).length);
    words(this.changesHead, `Changed verdicts (${rows.length})`);
    const others = this.store.list.filter(hasOtherEvents).length;
    const said = rows.length ? `${better} for the better, ${worse} for the worse, against the start.` : "Every verdict is as it was at the start.";
    words(this.changesNote, others ? `${said} Events are others in ${others} of ${this.store.clips.size} clips.` : said);
    this.changes.replaceChildren(...rows.map((row) => this.#change(row)));
  }

  #change(row) {
    const go = el("button", { type: "button", class: "link", text: row.clip, onclick: () => this.onGo(row) });
    const repetition = row.repetition ? ` (${row.repetition + 1})` : "";
    const kind = row.better === null ? "" : row.better ? "better" : "worse";
    return el("tr", {}, el("td", {}, go), el("td", { text: plain(row.check) + repetition }), el("td", {}, verdict(row.before)),
      el("td", {}, verdict(row.after)), el("td", { class: kind, text: row.truth === "fault" ? "a fault" : "good" }));
  }
}

/* The figure that stands for all kinds of faults. */
function pooled(start, now) {
  const [before, after] = [start, now].map((one) => figure(one.figures["events.f1"]?.value, ""));
  return el("span", { "data-count": "f1", text: `F1 of all faults ${arrow(before, after)}` });
}

/** Whether what was found in a clip, or when, is not as it was at the start. */
export function hasOtherEvents({ start, now }) {
  const bare = (one) => JSON.stringify((one?.events ?? []).map((event) => [event.kind, event.start_s, event.end_s]));
  return Boolean(start && now) && bare(start) !== bare(now);
}

export function verdict(name) {
  return el("span", { class: "verdict", "data-verdict": name, text: VERDICTS[name] ?? name });
}

function line({ figure: name, words: said, unit, asked, least }, start, now) {
  const [before, after] = [start.figures[name], now.figures[name]];
  const change = (after?.value ?? NaN) - (before?.value ?? NaN);
  const isBetter = least !== null ? change > 0 : change < 0;
  const kind = Math.abs(change) > 1e-9 ? (isBetter ? "better" : "worse") : "";
  const range = after && after.low !== null ? `${figure(after.low, unit)} to ${figure(after.high, unit)}` : "";
  return el("tr", { "data-figure": name }, el("th", { scope: "row", text: plain(said) }),
    el("td", { class: "number", text: figure(before?.value, unit) }),
    el("td", { class: `number ${kind}` }, `${figure(after?.value, unit)} ${unitOf(unit)}`.trim(), el("div", { class: "small", text: range })),
    el("td", { class: "number", text: asked }));
}

function kindLine([before, after]) {
  return el("tr", { "data-kind": after.kind }, el("th", { scope: "row", text: plain(after.kind) }),
    ...["found", "missed", "invented"].map((name) => el("td", { class: `number ${kindOf(name, before, after)}`, text: arrow(before[name], after[name]) })));
}

function kindOf(name, before, after) {
  if (before[name] === after[name]) return "";
  return after[name] > before[name] === (name === "found") ? "better" : "worse";
}

function checkLine([before, after]) {
  const cell = (part, whole) => el("td", { class: "number", text: `${arrow(before[part], after[part])} of ${after[whole]}` });
  return el("tr", {}, el("th", { scope: "row", text: plain(after.check) }), cell("fault_ok", "fault_all"), cell("good_fault", "good_all"),
    el("td", { class: "number", text: arrow(before.unknown, after.unknown) }));
}

function arrow(before, after) {
  return before === after ? `${after}` : `${before} → ${after}`;
}

function pairs(one, other) {
  return one.map((each, index) => [each, other[index]]);
}

function some(one, other) {
  return ["found", "missed", "invented"].some((name) => one[name] || other[name]);
}

function table(headings, body, title) {
  const cells = headings.map((heading, index) => el("th", { scope: "col", class: index && headings.length < 5 ? "number" : "", text: heading }));
  return el("div", { class: "scroll" }, el("table", { class: "verdicts", "aria-label": title }, el("thead", {}, el("tr", {}, cells)), body));
}

function fold(title, content, note) {
  return el("details", { class: "fold" }, el("summary", { text: title }), el("p", { class: "soft", text: note }), content);
}
