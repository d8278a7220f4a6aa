/* Knows the plan: its steps grouped by where the camera stands, and how to change them. */

import { button, duration, el, freshId, rows, shown, words } from "/static/js/dom.js";
import { planRow } from "/static/js/plan_row.js";

export function planView(app) {
  const minutes = el("p", { class: "total" });
  const list = el("ol", { class: "plan-list" });
  const empty = el("p", { class: "soft", text: "No steps yet. Add one below." });
  const saved = el("p", { class: "soft", role: "status" });
  const showSteps = rows(list, () => planRow(change));
  const fit = fitForm(app);
  const adder = addForm((step) => change("add", null, step));
  let plan = null;
  let made = [];

  /* What a row asks for; the whole plan goes to the server, which answers with the new one. */
  function change(what, index, value) {
    const steps = plan.steps.map(({ stretch, side, hold_s }) => ({ stretch, side, hold_s }));
    if (what === "add") steps.push({ ...value, hold_s: plan.hold_range_s[value.stretch]?.[0] ?? 30 });
    else if (what === "remove") steps.splice(index, 1);
    else if (what === "move") steps.splice(index + value, 0, ...steps.splice(index, 1));
    else steps[index] = { ...steps[index], [what]: value };
    app.send("plan", { steps });
    if (what === "move") made[index + value]?.focusMove(value);
    if (what === "remove") (made[index + 1] ?? made[index - 1])?.root.focus?.();
  }

  const root = el(
    "div",
    { class: "page" },
    el("div", { class: "title-row" }, el("h1", { text: "Your plan" }), minutes),
    el("p", {
      class: "lead",
      text: "The steps are done in this order. Each time the heading changes, the laptop has to be moved.",
    }),
    el("section", { class: "card plan", "aria-label": "Steps", "data-errors": true }, list, empty, adder.root),
    el(
      "section",
      { class: "card fit", "aria-label": "Time", "data-errors": true },
      fit.root,
      el(
        "div",
        { class: "save" },
        button("Save this plan", () => app.send("plan_save")),
        saved,
      ),
    ),
    el(
      "div",
      { class: "foot", "data-errors": true },
      button("Go on to the camera", () => app.send("planned"), { kind: "primary", "data-primary": true }),
    ),
  );
  return {
    root,
    update(state) {
      plan = state.plan;
      words(minutes, `About ${duration(plan.minutes * 60)}`);
      made = showSteps(
        plan.steps.map((step, index) => ({
          step,
          index,
          count: plan.steps.length,
          range: plan.hold_range_s[step.stretch] ?? [5, 120],
          newView: index === 0 || plan.steps[index - 1].view !== step.view,
        })),
      );
      shown(empty, plan.steps.length === 0);
      adder.update(plan.stretches);
      fit.update(plan.minutes);
      words(saved, plan.saved ? `Saved as ${plan.saved}.` : "");
    },
  };
}

function fitForm(app) {
  const id = freshId("minutes");
  const input = el("input", {
    id,
    type: "number",
    min: "1",
    max: "120",
    step: "1",
    inputmode: "numeric",
    "aria-label": "Fit into so many minutes",
    "data-own-enter": true,
  });
  let touched = false;
  const submit = () => {
    const wanted = Number(input.value);
    if (!(wanted > 0)) return app.shell.error("Type how many minutes you have.");
    touched = false;
    return app.send("plan_minutes", { minutes: wanted });
  };
  input.addEventListener("input", () => (touched = true));
  input.addEventListener("keydown", (event) => event.key === "Enter" && submit());
  const root = el(
    "div",
    { class: "joined" },
    el("label", { for: id, text: "Fit into" }),
    input,
    el("span", { text: "minutes" }),
    button("Fit", submit),
  );
  return {
    root,
    update(minutes) {
      if (!touched && document.activeElement !== input) input.value = String(Math.max(1, Math.round(minutes)));
    },
  };
}

function addForm(add) {
  const [stretchId, sideId] = [freshId("stretch"), freshId("side")];
  const select = el("select", { id: stretchId });
  const showOptions = rows(select, () => {
    const root = el("option");
    return {
      root,
      update({ name, title }) {
        root.value = name;
        words(root, title);
      },
    };
  });
  const side = el(
    "select",
    { id: sideId },
    el("option", { value: "left", text: "left" }),
    el("option", { value: "right", text: "right" }),
  );
  const root = el(
    "div",
    { class: "adder" },
    el("label", { class: "sr", for: stretchId, text: "Stretch to add" }),
    select,
    el("label", { class: "sr", for: sideId, text: "Side to add" }),
    side,
    button("Add", () => add({ stretch: select.value, side: side.value })),
  );
  return { root, update: (stretches) => showOptions(stretches ?? []) };
}
