/* Knows the end: what was done, the reports, and the way to a new session. */

import { button, el, freshId, rows, shown, words } from "/static/js/dom.js";

export function afterView(app) {
  const lines = el("ul", { class: "lines large" });
  const showLines = rows(lines, () => {
    const root = el("li");
    return { root, update: (text) => words(root, text) };
  });
  const reports = el("ul", { class: "reports" });
  const reader = readerCard();
  const showReports = rows(reports, () => reportRow(reader.open));
  const none = el("p", { class: "soft", role: "status" });
  const history = el("a", { class: "button plain", text: "Earlier sessions" });
  const folder = el("p", { class: "soft path" });
  const root = el(
    "div",
    { class: "page" },
    el("h1", { text: "Done. Rest for a moment" }),
    el(
      "section",
      { class: "card", "aria-labelledby": "did-title" },
      el("h2", { id: "did-title", text: "What you did" }),
      lines,
    ),
    el(
      "section",
      { class: "card", "aria-labelledby": "reports-title" },
      el("h2", { id: "reports-title", text: "Reports" }),
      reports,
      none,
      folder,
    ),
    reader.root,
    el(
      "div",
      { class: "foot", "data-errors": true },
      history,
      button("New session", () => app.send("new"), { kind: "primary", "data-primary": true }),
    ),
  );
  return {
    root,
    update({ after }) {
      showLines(after?.lines ?? []);
      showReports(after?.reports ?? []);
      shown(none, Boolean(after?.busy) || !after?.reports?.length);
      words(none, after?.busy ? "The reports are being written …" : "No report was written.");
      shown(history, Boolean(after?.history_url));
      if (after?.history_url) history.href = ownAddress(after.history_url);
      words(folder, after?.folder ? `The files are in ${after.folder}` : "");
    },
  };
}

/* Only addresses of this server are followed. */
function ownAddress(given) {
  const address = new URL(given, location.href);
  return address.origin === location.origin ? address.href : "about:blank";
}

function reportRow(open) {
  const title = el("span", { class: "report-title" });
  const id = freshId("report");
  title.id = id;
  let address = "";
  const here = button("Show here", () => open(address, title.textContent), { "aria-describedby": id });
  const apart = el("a", {
    class: "button quiet",
    target: "_blank",
    rel: "noopener",
    text: "In a new tab",
    "aria-describedby": id,
  });
  return {
    root: el("li", { class: "report" }, title, here, apart),
    update(report) {
      address = ownAddress(report.url);
      words(title, report.title);
      apart.href = address;
    },
  };
}

function readerCard() {
  const frame = el("iframe", { class: "reader-frame", title: "Report" });
  const title = el("h2", { tabindex: "-1" });
  const shut = button(
    "Close",
    () => {
      shown(root, false);
      frame.removeAttribute("src");
    },
    { kind: "quiet" },
  );
  const root = el(
    "section",
    { class: "card reader", "aria-label": "Report" },
    el("div", { class: "title-row" }, title, shut),
    frame,
  );
  shown(root, false);
  return {
    root,
    open(address, name) {
      words(title, name);
      frame.title = `Report: ${name}`;
      frame.src = address;
      shown(root, true);
      root.scrollIntoView({ block: "start" });
      title.focus({ preventScroll: true });
    },
  };
}
