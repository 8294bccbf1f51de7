// Runs the page's own worker and looks at what goes into it and what comes out; and plays whoever forwards frames and
// means no good.
"use strict";

// A worker whose module is ready only after the page allows it.
let compiles;
if (location.search === "?late") {
  const compile = WebAssembly.compile;
  const mayCompile = new Promise((resolve) => (compiles = resolve));
  WebAssembly.compile = (bytes) => mayCompile.then(() => compile(bytes));
}

importScripts(new URL("frame-worker.js", location.href));

const own = self.onrtctransform;
const hear = self.onmessage;

const mostFrames = 4000;
const mostTapped = 60;
const run = 8;

// What was seen, by track: each frame before the worker had it and after, by its digest; how many were looked at byte by
// byte for what they were before, and in how many of them some of that was; of those that came, how many bytes each had
// and what numbers they had that were opened.
const seen = {};

function notes(track) {
  return (seen[track] ??= { before: [], after: [], tapped: 0, leaks: 0, sizes: [], came: [], opened: [] });
}

// FNV-1a twice, with its length in front: enough to tell whether two frames are the same.
function digest(data) {
  const bytes = new Uint8Array(data);
  let one = 0x811c9dc5;
  let other = 0x01234567;
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x01000193) ^ (other >>> 15);
  }
  return `${bytes.length}:${one >>> 0}:${other >>> 0}`;
}

// Each run of bytes as one number, with a few bits less than it has.
function runs(data) {
  const view = new DataView(data);
  const found = [];
  for (let at = 0; at + run <= view.byteLength; at++) {
    found.push(view.getUint32(at) * 0x200000 + (view.getUint32(at + 4) & 0x1fffff));
  }
  return found;
}

// What stands around sealed frames (docs/protocol/frame.md): parameter sets that an encoder may happen to write, too.
const constants = [
  "0a0a00000002afff9b5f3008",
  "000000016742e01fda0280f6806d0442350000000168ce388000000001658880",
].map((hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer);

function sharesARun(one, other) {
  const known = new Set(runs(one));
  for (const constant of constants) for (const run of runs(constant)) known.delete(run);
  return runs(other).some((run) => known.has(run));
}

function watched(each) {
  return new TransformStream({
    transform(frame, controller) {
      for (const passed of each(frame) ?? [frame]) controller.enqueue(passed);
    },
  });
}

// What is done to the frames that come, by name: each takes the frame and how many came before it.
const attacks = {
  // A frame from before in place of a later one.
  replay: (() => {
    let old;
    return (frame, count) => {
      if (count === 20) old = frame.data.slice(0);
      if (count > 25 && count <= 35) frame.data = old.slice(0);
    };
  })(),
  // Two in each other's place.
  reorder: (() => {
    const held = [];
    return (frame, count) => {
      if (count < 20 || count >= 60) return [frame];
      held.push(frame);
      if (held.length < 2) return [];
      const [one, other] = held.splice(0);
      const data = one.data.slice(0);
      one.data = other.data;
      other.data = data;
      return [one, other];
    };
  })(),
  // What a sender sends who does not seal.
  plaintext: (frame, count) => {
    if (count < 20 || count >= 40) return;
    const bytes = new Uint8Array(Math.max(frame.data.byteLength, 10)).map((_, at) => at * 7);
    if (frame.type) bytes.set([0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a]);
    else bytes.set([0x78]);
    frame.data = bytes.buffer;
  },
  // One that was changed, now and then.
  spoilt: (frame, count) => {
    if (count % 45 !== 44) return;
    new Uint8Array(frame.data)[frame.data.byteLength - 1] ^= 1;
    const { rtpTimestamp } = frame.getMetadata();
    self.postMessage({ spoiltFrame: { at: Date.now(), rtpTimestamp } });
  },
  // Twelve that were changed.
  forged: (frame, count) => {
    if (count < 20 || count >= 32) return;
    const bytes = new Uint8Array(frame.data);
    bytes[bytes.length - 1] ^= 1;
    frame.data = bytes.buffer;
  },
};

// As of a browser that does not say which codec a frame has.
function forget(frame) {
  const { mimeType, ...metadata } = frame.getMetadata();
  frame.getMetadata = () => metadata;
}

function sealing(note, options) {
  const plain = new WeakMap();
  const before = watched((frame) => {
    if (options.unnamed) forget(frame);
    if (note.before.length < mostFrames) note.before.push(digest(frame.data));
    plain.set(frame, frame.data.slice(0));
  });
  const after = watched((frame) => {
    const original = plain.get(frame);
    if (options.plants) plant(original, frame);
    if (note.sizes.length < mostFrames) {
      const isKey = frame.type === "key";
      note.sizes.push({ added: frame.data.byteLength - original.byteLength, isKey });
    }
    if (original.byteLength < run || note.tapped >= mostTapped) return;
    note.tapped += 1;
    if (sharesARun(original, frame.data)) note.leaks += 1;
  });
  return { before, after };
}

// Lets some of a frame be seen, somewhere, as a worker would that does not seal all of it.
function plant(original, frame) {
  if (original.byteLength < run) return;
  const bytes = new Uint8Array(frame.data);
  bytes.set(new Uint8Array(original, original.byteLength - run), bytes.length - run - 3);
  frame.data = bytes.buffer;
}

function opening(note, options) {
  const attack = attacks[options.attack];
  const numbers = new WeakMap();
  const before = watched((frame) => {
    if (options.unnamed) forget(frame);
    const number = note.came.length;
    note.came.push(frame.data.byteLength);
    numbers.set(frame, number);
    return attack?.(frame, number);
  });
  const after = watched((frame) => {
    if (note.after.length < mostFrames) note.after.push(digest(frame.data));
    note.opened.push(numbers.get(frame));
  });
  return { before, after };
}

// Puts itself before the worker and behind it.
function between({ readable, writable, options }) {
  const note = notes(options.track);
  const { before, after } = options.seals ? sealing(note, options) : opening(note, options);
  after.readable.pipeTo(writable).catch(() => {});
  return { readable: readable.pipeThrough(before), writable: after.writable, options };
}

self.onrtctransform = ({ transformer }) => {
  const asks = {};
  if (transformer.generateKeyFrame) asks.generateKeyFrame = (...rid) => transformer.generateKeyFrame(...rid);
  if (transformer.sendKeyFrameRequest) asks.sendKeyFrameRequest = () => transformer.sendKeyFrameRequest();
  own({ transformer: { ...between(transformer), ...asks } });
};

self.onmessage = ({ data }) => {
  if (data.report) self.postMessage({ seen });
  else if (data.mayCompile) compiles();
  else if (data.streams) hear({ data: { streams: between(data.streams) } });
  else hear({ data });
};
