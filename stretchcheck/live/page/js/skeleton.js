/* Knows how to draw two people: orange and round for the recipient, blue and square for the partner. */

const COLOURS = { recipient: "#e69f00", partner: "#56b4e9" };
const EDGE = "#141618";

/* Pairs of MediaPipe's joints; eyes, mouth and fingers say nothing about a stretch. */
const BONES = [
  [11, 12],
  [23, 24],
  [11, 23],
  [12, 24],
  [11, 13],
  [12, 14],
  [13, 15],
  [14, 16],
  [23, 25],
  [24, 26],
  [25, 27],
  [26, 28],
  [27, 29],
  [28, 30],
  [29, 31],
  [30, 32],
];
const JOINTS = [0, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32];

export class Skeleton {
  /** @param {HTMLCanvasElement} canvas lies over the picture and has its proportions. */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  clear() {
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** @param {[number, number]} size of the picture that `people` are measured in, pixels. */
  draw(people, size) {
    const scale = this.#fit(size);
    this.clear();
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
    const unit = Math.max(size[0], size[1]) / 640;
    for (const role of ["partner", "recipient"]) {
      if (people?.[role]) this.#person(people[role], role, unit);
    }
  }

  /* As many canvas pixels as the screen shows, so that lines are crisp. */
  #fit([width, height]) {
    const shownWidth = this.canvas.clientWidth * (window.devicePixelRatio || 1);
    const scale = Math.max(1, Math.min(3, Math.ceil((2 * shownWidth) / width) / 2));
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== high) this.canvas.height = high;
    return scale;
  }

  #person(joints, role, unit) {
    const { context } = this;
    context.lineCap = "round";
    for (const [edge, width, colour] of [
      [true, 5.2, EDGE],
      [false, 3.2, COLOURS[role]],
    ]) {
      context.strokeStyle = colour;
      context.lineWidth = width * unit;
      for (const [from, to] of BONES) this.#bone(joints[from], joints[to], unit, edge);
    }
    for (const index of JOINTS) if (present(joints[index])) this.#joint(joints[index], role, unit);
  }

  #bone(from, to, unit, edge) {
    if (!present(from) || !present(to)) return;
    const known = from[2] && to[2];
    if (edge && !known) return;
    this.context.setLineDash(known ? [] : [5 * unit, 6 * unit]);
    this.context.beginPath();
    this.context.moveTo(from[0], from[1]);
    this.context.lineTo(to[0], to[1]);
    this.context.stroke();
  }

  #joint([x, y, known], role, unit) {
    const { context } = this;
    const radius = 4.6 * unit;
    context.setLineDash([]);
    context.beginPath();
    if (role === "partner") context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
    else context.arc(x, y, radius, 0, 2 * Math.PI);
    context.strokeStyle = EDGE;
    context.lineWidth = (known ? 2.4 : 4.6) * unit;
    context.stroke();
    if (known) {
      context.fillStyle = COLOURS[role];
      context.fill();
    } else {
      context.strokeStyle = COLOURS[role];
      context.lineWidth = 2.2 * unit;
      context.stroke();
    }
  }
}

function present(joint) {
  return Array.isArray(joint) && Number.isFinite(joint[0]) && Number.isFinite(joint[1]);
}
