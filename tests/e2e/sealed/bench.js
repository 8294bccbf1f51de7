// Measures the page's own worker beside a pipeline that does nothing and one that knows only the browser's cipher: frames
// that no encoder made go through the same streams, many at a time, since clocks are coarse.
"use strict";

importScripts(new URL("frame-worker.js", location.href));

const say = self.onmessage;

const rounds = 7;
const warm = 2;
const kinds = {
  opus: { bytes: 100, frames: 2000, video: false, mimeType: "audio/opus" },
  b1200: { bytes: 1200, frames: 2000, video: true, mimeType: "video/VP8" },
  b6000: { bytes: 6000, frames: 1000, video: true, mimeType: "video/VP8" },
  b60000: { bytes: 60000, frames: 300, video: true, mimeType: "video/VP8" },
};

// Both ends of a pipeline: what goes in in a round, and what comes out of it.
class Ends {
  #frames = [];
  #at = 0;
  #came = [];
  #more;
  #done;

  constructor() {
    this.readable = new ReadableStream({
      pull: async (controller) => {
        while (this.#at === this.#frames.length) await new Promise((resolve) => (this.#more = resolve));
        controller.enqueue(this.#frames[this.#at++]);
      },
    });
    this.writable = new WritableStream({
      write: (frame) => {
        this.#came.push(frame);
        if (this.#came.length === this.#frames.length) this.#done();
      },
    });
  }

  // Sends these through, and gives microseconds for each and what came of them.
  async pass(frames) {
    const isDone = new Promise((resolve) => (this.#done = resolve));
    [this.#frames, this.#at, this.#came] = [frames, 0, []];
    const begun = performance.now();
    this.#more?.();
    await isDone;
    return { each: ((performance.now() - begun) * 1000) / frames.length, came: this.#came };
  }
}

function through(transform) {
  const ends = new Ends();
  ends.readable.pipeThrough(new TransformStream({ transform })).pipeTo(ends.writable);
  return ends;
}

let tracks = 0;

// By the worker, as where the browser hands the streams to the page.
function throughTheWorker(seals, { video }, stream) {
  const ends = new Ends();
  const options = {
    track: `bench ${tracks++}`, seals, sender: 0, stream, video, shortTags: false, since: Date.now(),
  };
  say({ data: { streams: { readable: ends.readable, writable: ends.writable, options } } });
  return ends;
}

// What anybody would write who has nothing but the browser's cipher: nonce and tag, and no way to tell a replayed frame.
async function throughTheCipher() {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, false, ["encrypt"]);
  let counter = 0;
  return through(async (frame, controller) => {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, counter++);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, frame.data);
    const whole = new Uint8Array(iv.length + sealed.byteLength);
    whole.set(iv);
    whole.set(new Uint8Array(sealed), iv.length);
    frame.data = whole.buffer;
    controller.enqueue(frame);
  });
}

let timestamp = 0;

function made({ bytes, frames, video, mimeType }) {
  return Array.from({ length: frames }, () => {
    timestamp += 3000;
    const metadata = { mimeType, rtpTimestamp: timestamp };
    return { data: new ArrayBuffer(bytes), type: video ? "delta" : undefined, timestamp, getMetadata: () => metadata };
  });
}

function median(values) {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

async function measured(kind, stream) {
  const ways = {
    identity: through((frame, controller) => controller.enqueue(frame)),
    cipher: await throughTheCipher(),
    seal: throughTheWorker(true, kind, stream),
    open: throughTheWorker(false, kind, stream),
  };
  const times = { identity: [], cipher: [], seal: [], open: [] };
  for (let round = -warm; round < rounds; round++) {
    let sealed;
    for (const [way, ends] of Object.entries(ways)) {
      const { each, came } = await ends.pass(way === "open" ? sealed : made(kind));
      if (way === "seal") sealed = came;
      if (round >= 0) times[way].push(each);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([way, found]) => [way, median(found)]));
}

self.onmessage = async () => {
  say({ data: { epoch: { number: 1, base: new Uint8Array(32).fill(7) } } });
  const found = {};
  let stream = 0;
  for (const [name, kind] of Object.entries(kinds)) found[name] = await measured(kind, stream++);
  self.postMessage({ found });
};
