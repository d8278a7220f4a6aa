/* Knows how to fetch what a clip holds: skeletons of every frame, and its measures. */

/** Skeletons of a clip; `people(seconds)` gives those of the frame that is shown then. */
export class Skeletons {
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const { frames, joints } = head;
    this.size = head.size_px;
    this.joints = joints;
    let offset = 4 + length;
    this.times = new Float32Array(buffer, offset, frames);
    offset += 4 * frames;
    this.xy = new Float32Array(buffer, offset, frames * 2 * joints * 2);
    offset += 4 * this.xy.length;
    this.known = new Uint8Array(buffer, offset, frames * 2 * joints);
  }

  get end() {
    return this.times.length ? this.times[this.times.length - 1] : 0;
  }

  /** Number of the frame that is shown at a time. */
  frame(seconds) {
    let [low, high] = [0, this.times.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.times[middle] <= seconds + 1e-3) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  people(seconds) {
    if (!this.times.length) return {};
    const frame = this.frame(seconds);
    return { recipient: this.#person(frame, 0), partner: this.#person(frame, 1) };
  }

  #person(frame, role) {
    const first = (frame * 2 + role) * this.joints;
    return Array.from({ length: this.joints }, (_, joint) => {
      const at = 2 * (first + joint);
      return [this.xy[at], this.xy[at + 1], this.known[first + joint] === 1];
    });
  }
}

export async function fetchSkeletons(number, signal) {
  return new Skeletons(await (await fetched(`/clip/${number}/skeletons`, signal)).arrayBuffer());
}

export async function fetchMeasures(number, signal) {
  return (await fetched(`/clip/${number}/measures`, signal)).json();
}

async function fetched(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}
