/* Knows the pane of one clip: which, its picture, time axis, verdicts and labels. */

import { attribute, button, el, rows, words } from "/shared/js/dom.js";
import { Axis } from "/static/js/axis.js";
import { Draft } from "/static/js/draft.js";
import { hasOtherEvents, verdict } from "/static/js/figures.js";
import { Labels } from "/static/js/labels.js";
import { Player } from "/static/js/player.js";
import { fetchMeasures, fetchSkeletons } from "/static/js/recording.js";
import { transport } from "/static/js/transport.js";
import { clock, measured, plain } from "/static/js/words.js";

const FOLLOWED = "followed angle, deg";
const SETTLED_MS = 1200;

export class ClipPane {
  constructor(store, root) {
    this.store = store;
    this.draft = new Draft();
    this.number = null;
    this.measures = null;
    this.player = new Player((seconds) => this.#timeCame(seconds));
    this.axis = new Axis({
      onSeek: (seconds) => this.player.seek(seconds),
      onChoose: (index) => this.#choose(index),
      onDrag: (index, change) => this.#edit(() => this.draft.drag(index, change, this.player.end)),
      onDrop: () => this.labels.render(),
    });
    this.labels = new Labels({
      draft: this.draft, store, time: () => this.player.time, end: () => this.player.end || Infinity, changed: () => this.#labelsChanged(),
    });
    this.choice = el("select", { "aria-label": "Clip" });
    this.choice.onchange = () => this.#askedFor(Number(this.choice.value));
    this.facts = el("p", { class: "soft" });
    this.verdicts = el("tbody");
    this.column = el("select", { "aria-label": "Measure on the axis" });
    this.column.onchange = () => this.#draw();
    this.bar = transport(this);
    root.replaceChildren(...this.#parts());
    this.options = rows(this.choice, () => option());
    store.on("hello", (hello) => this.labels.fill(hello));
    store.on("clips", (numbers) => this.#clipsCame(numbers));
    store.on("saved", (saved) => this.#saved(saved));
    window.addEventListener("beforeunload", (event) => this.draft.isDirty && event.preventDefault());
  }

  #parts() {
    const head = el("div", { class: "clip-head" }, button("◀", () => this.next(-1), { class: "button tight", "aria-label": "Clip before" }),
      this.choice, button("▶", () => this.next(1), { class: "button tight", "aria-label": "Next clip" }));
    const headings = ["check", "start", "now", "value", "limit"].map((text, index) => el("th", { scope: "col", class: index > 2 ? "number" : "", text }));
    const table = el("table", { class: "verdicts", "aria-label": "Verdicts of this clip" }, el("thead", {}, el("tr", {}, headings)), this.verdicts);
    return [head, this.facts, this.player.root, this.bar.root, this.axis.root, this.labels.root,
      el("details", { class: "fold", open: true }, el("summary", { text: "Verdicts of this clip" }), el("div", { class: "scroll" }, table))];
  }

  get clip() {
    return this.store.clips.get(this.number) ?? null;
  }

  /** Opens a clip, and a moment of it. */
  async open(number, seconds = 0) {
    if (number !== this.number && !this.#mayLeave()) {
      this.choice.value = this.number;
      return;
    }
    if (number !== this.number) await this.#load(number);
    if (seconds) this.player.seek(seconds);
  }

  next(by) {
    const { size } = this.store.clips;
    if (size) this.open((this.number + by + size) % size);
  }

  #askedFor(number) {
    this.open(number);
  }

  #mayLeave() {
    return !this.draft.isDirty || window.confirm("Throw away the labels that are not saved?");
  }

  async #load(number) {
    this.number = number;
    this.choice.value = number;
    this.measures = null;
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.store.send("open", { number });
    this.#beginDraft();
    this.player.open(number, this.clip.has_video);
    this.#show();
    try {
      const skeletons = await fetchSkeletons(number, signal);
      this.player.give(skeletons);
      this.axis.setEnd(skeletons.end);
      await this.#measure(signal);
    } catch (error) {
      if (error.name !== "AbortError") words(this.facts, `This clip could not be read: ${error.message}`);
    }
  }

  async #measure(signal) {
    const shape = shapeOf(this.clip);
    this.measures = await fetchMeasures(this.number, signal);
    this.shape = shape;
    this.#columns();
    this.#draw();
  }

  #beginDraft() {
    const { raters } = this.clip;
    const own = raters.find((one) => one.in_force) ?? raters[0];
    this.draft.begin(this.number, own?.rater ?? null, own?.labels ?? []);
  }

  #clipsCame(numbers) {
    const { list } = this.store;
    this.options(list);
    if (this.number === null || !this.clip) {
      this.number = null;
      if (list.length) this.open(list[0].number);
      return;
    }
    this.choice.value = this.number;
    if (!numbers.has(this.number)) return;
    if (!this.draft.isDirty) this.#refreshDraft();
    this.#show();
    if (this.measures && this.shape !== shapeOf(this.clip)) this.#measureSoon();
  }

  /* Labels may have come anew, under the same rater. */
  #refreshDraft() {
    const own = this.clip.raters.find((one) => one.rater === this.draft.base);
    if (!own) this.#beginDraft();
    else if (JSON.stringify(own.labels) !== JSON.stringify(this.draft.labels)) this.draft.begin(this.number, own.rater, own.labels);
  }

  /* The followed angle is another when repetitions are; it takes a second, so only when things have settled. */
  #measureSoon() {
    clearTimeout(this.timer);
    const { signal } = this.loading;
    this.timer = setTimeout(() => this.#measure(signal).catch(() => {}), SETTLED_MS);
  }

  #columns() {
    const before = this.column.value || FOLLOWED;
    const names = [...(this.measures.followed ? [FOLLOWED] : []), ...Object.keys(this.measures.columns).sort()];
    this.column.replaceChildren(...names.map((name) => el("option", { value: name, text: plain(name) })));
    this.column.value = names.includes(before) ? before : names[0];
  }

  #curve() {
    if (!this.measures) return null;
    const { followed, columns, times_s: times } = this.measures;
    if (this.column.value === FOLLOWED && followed) return { times: followed.times_s, values: followed.angle_deg };
    return { times, values: columns[this.column.value] ?? [] };
  }

  #show() {
    const { clip } = this;
    const said = [clip.stretch, clip.view && `seen from: ${clip.view}`, clip.subject && `subject ${clip.subject}`, clip.error, ...(clip.now?.warnings ?? [])];
    words(this.facts, said.filter(Boolean).join(" · "));
    this.verdicts.replaceChildren(...verdictRows(clip));
    this.labels.show(clip);
    this.#draw();
  }

  #draw() {
    const { clip } = this;
    if (!clip) return;
    const now = clip.now?.repetitions ?? [];
    const events = told(clip.now, clip.happened);
    const start = told(clip.start, []);
    this.axis.show({
      curve: this.#curve(),
      phases: now.flatMap((one) => one.phases),
      events: [...events, ...(this.measures?.events ?? [])],
      before: hasOtherEvents(clip) ? start : null,
      checks: now.flatMap((one) => one.checks),
      labels: this.#labelSets(),
    });
  }

  #labelSets() {
    const own = { title: this.draft.isDirty ? "labels *" : (this.draft.base ?? "labels").slice(0, 11), labels: this.draft.labels, editable: true, chosen: this.draft.chosen };
    const others = this.clip.raters.filter((one) => one.rater !== this.draft.base).map((one) => ({ title: (one.rater ?? "no name").slice(0, 11), labels: one.labels, editable: false }));
    return [own, ...others];
  }

  #choose(index) {
    if (this.draft.chosen === index) return;
    this.draft.choose(index);
    this.#labelsChanged();
  }

  #edit(change) {
    change();
    this.#draw();
  }

  #labelsChanged() {
    this.labels.render();
    this.#draw();
  }

  #saved({ what, number, rater }) {
    if (what !== "labels" || number !== this.number) return;
    this.draft.base = rater;
    this.draft.saved();
    this.labels.show(this.clip);
    this.#draw();
  }

  #timeCame(seconds) {
    this.axis.setTime(seconds, { follow: this.player.playing });
    this.bar.render();
  }
}

function option() {
  const root = el("option");
  return {
    root,
    update(clip) {
      attribute(root, "value", clip.number);
      words(root, `${clip.clip}${isChanged(clip) ? "  ● verdicts" : hasOtherEvents(clip) ? "  ○ events" : ""}${clip.error ? "  ✕" : ""}${clip.now || clip.error ? "" : "  …"}`);
    },
  };
}

/* Whether any verdict is another than at the start. */
function isChanged({ start, now }) {
  const verdicts = (one) => JSON.stringify((one?.repetitions ?? []).map((each) => each.checks.map((check) => [check.name, check.verdict])));
  return Boolean(start && now) && verdicts(start) !== verdicts(now);
}

/* What the followed angle depends on. */
function shapeOf(clip) {
  return JSON.stringify((clip.now?.repetitions ?? []).map((one) => [one.stretch, one.side]));
}

/* Events with what the labels say of them; faults that were missed are told by the labels' own track. */
function told(outcome, happened) {
  return (outcome?.events ?? []).map((event) => {
    const found = happened.find((one) => one.kind === event.kind && one.event_start_s === event.start_s);
    const value = event.value === null ? "" : `${measured(event.value)} ${event.unit ?? ""}`;
    const note = [value, found && (found.outcome === "found" ? "labelled too" : "not labelled")].filter(Boolean).join(", ");
    return { ...event, note };
  });
}

function verdictRows({ start, now }) {
  return (now?.repetitions ?? []).flatMap((one, number) => {
    const before = start?.repetitions[number];
    const title = `${one.stretch}, ${one.side}; held ${measured(one.hold.held_s)} s of ${one.hold.target_s.join(" to ")} (${one.hold.verdict})`;
    const head = el("tr", {}, el("th", { scope: "rowgroup", colspan: 5, text: title }));
    return [head, ...one.checks.map((check) => checkRow(check, before?.stretch === one.stretch ? before : null))];
  });
}

function checkRow(check, before) {
  const was = before?.checks.find((each) => each.name === check.name);
  const changed = was && was.verdict !== check.verdict;
  const name = `${plain(check.name)}${check.scored ? "" : " (advice)"}`;
  const title = [check.why_unknown, check.at_s !== null && `at ${clock(check.at_s)}`].filter(Boolean).join("; ");
  return el("tr", { "data-check": check.name, "data-changed": changed ? "true" : "false", title },
    el("th", { scope: "row", text: name }), el("td", {}, was ? verdict(was.verdict) : "-"), el("td", {}, verdict(check.verdict)),
    el("td", { class: "number", text: measured(check.value) }), el("td", { class: "number", text: measured(check.limit) }));
}
