/* Knows how to turn the microphone's samples into 16-bit pieces of about a tenth of a second. */

const PIECE_S = 0.1;

class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.size = Math.round(sampleRate * PIECE_S);
    this.#begin();
  }

  #begin() {
    this.piece = new DataView(new ArrayBuffer(this.size * 2));
    this.filled = 0;
  }

  process(inputs) {
    const channels = inputs[0];
    if (!channels.length) return true;
    for (let index = 0; index < channels[0].length; index += 1) {
      let sum = 0;
      for (const channel of channels) sum += channel[index];
      this.#add(sum / channels.length);
    }
    return true;
  }

  #add(sample) {
    const clipped = Math.max(-1, Math.min(1, sample));
    this.piece.setInt16(this.filled * 2, Math.round(clipped * 32767), true);
    this.filled += 1;
    if (this.filled === this.size) {
      this.port.postMessage(this.piece.buffer, [this.piece.buffer]);
      this.#begin();
    }
  }
}

registerProcessor("pcm", Pcm);
