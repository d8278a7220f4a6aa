/* Knows the questions before a session: what the program is not, and who should not use it. */

import { attribute, button, el, freshId, rows, words } from "/static/js/dom.js";

export function screeningView(app) {
  const disclaimer = el("p");
  const groups = el("div");
  const count = el("p", { class: "count", role: "status" });
  const go = button("Continue", () => tryOn(), { kind: "primary", "data-primary": true });
  const showGroups = rows(groups, () => groupRow(app));
  let open = [];

  function tryOn() {
    /* An answer on its way to the program counts: commands arrive in their order. */
    const left = open.filter((id) => !document.getElementById(id)?.querySelector("input:checked"));
    if (!left.length) return app.send("screened");
    const first = document.getElementById(left[0]);
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input")?.focus({ preventScroll: true });
    return null;
  }

  const root = el(
    "div",
    { class: "page" },
    el("h1", { text: "Before you start" }),
    el("section", { class: "card disclaimer", "aria-label": "What this is" }, disclaimer),
    el("p", { class: "lead", text: "The person who will be stretched answers these questions." }),
    groups,
    el("div", { class: "foot", "data-errors": true }, count, go),
  );
  return {
    root,
    update(state) {
      words(disclaimer, state.disclaimer);
      showGroups(emergencyFirst(state.screening.groups));
      const questions = state.screening.groups.flatMap((group) => group.questions);
      open = questions.filter(({ answer }) => answer === null).map(({ id }) => `question-${id}`);
      attribute(go, "aria-disabled", open.length ? "true" : null);
      words(count, open.length ? `${questions.length - open.length} of ${questions.length} answered` : "All answered.");
    },
  };
}

function emergencyFirst(groups) {
  return [...groups].sort((one, other) => Number(other.id === "emergency") - Number(one.id === "emergency"));
}

function groupRow(app) {
  const title = el("h2");
  const intro = el("p", { class: "intro" });
  const list = el("div", { class: "questions" });
  const showQuestions = rows(list, () => questionRow(app));
  const root = el("section", { class: "card group", "data-errors": true }, title, intro, list);
  return {
    root,
    update({ id, title: text, intro: said, questions }) {
      root.classList.toggle("emergency", id === "emergency");
      words(title, text);
      words(intro, said);
      showQuestions(questions);
    },
  };
}

function questionRow(app) {
  const name = freshId("question");
  const legend = el("legend");
  let asked = null;
  let given = { answer: null, refusals: 0 }; // in this window: what the program told before does not take it back
  const [yes, no] = [true, false].map((value) =>
    el("input", {
      type: "radio",
      name,
      onchange: () => {
        const sent = app.send("answer", { id: asked, yes: value });
        given = { answer: sent ? value : null, refusals: app.refusals };
      },
    }),
  );
  const root = el(
    "fieldset",
    { class: "question" },
    legend,
    el(
      "div",
      { class: "choice" },
      el("label", {}, yes, el("span", { text: "Yes" })),
      el("label", {}, no, el("span", { text: "No" })),
    ),
  );
  return {
    root,
    update({ id, text, answer }) {
      if (id !== asked || app.failures > 0 || app.refusals !== given.refusals) given.answer = null;
      asked = id;
      root.id = `question-${id}`;
      words(legend, text);
      yes.checked = (given.answer ?? answer) === true;
      no.checked = (given.answer ?? answer) === false;
    },
  };
}
