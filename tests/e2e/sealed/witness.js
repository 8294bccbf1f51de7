// Runs the page's own worker and looks at what goes into it and what comes out; and plays whoever forwards frames and
// means no good.
"use strict";

importScripts(new URL("frame-worker.js", location.href));

const own = self.onrtctransform;
const hear = self.onmessage;

const mostFrames = 400;
const run = 8;

// What was seen, by track.
const seen = {};

function notes(track) {
  return (seen[track] ??= { before: [], after: [], leaks: 0, kinds: {}, sizes: [] });
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

function sharesARun(one, other) {
  const known = new Set(runs(one));
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
    const bytes = new Uint8Array(frame.data.byteLength).map((_, at) => at * 7);
    bytes.set([0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a]);
    frame.data = bytes.buffer;
  },
  // Twelve that were changed.
  forged: (frame, count) => {
    if (count < 20 || count >= 32) return;
    const bytes = new Uint8Array(frame.data);
    bytes[bytes.length - 1] ^= 1;
    frame.data = bytes.buffer;
  },
};

self.onrtctransform = ({ transformer }) => {
  const { readable, writable, options } = transformer;
  const note = notes(options.track);
  const plain = new Map();
  let count = 0;
  const attack = attacks[options.attack];

  const before = watched((frame) => {
    if (options.seals) {
      if (note.before.length < mostFrames) note.before.push(digest(frame.data));
      note.kinds[frame.type ?? "sound"] = (note.kinds[frame.type ?? "sound"] ?? 0) + 1;
      plain.set(frame, frame.data.slice(0));
      return undefined;
    }
    return attack?.(frame, count++);
  });
  const after = watched((frame) => {
    if (!options.seals) {
      if (note.after.length < mostFrames) note.after.push(digest(frame.data));
      return;
    }
    const original = plain.get(frame);
    plain.delete(frame);
    if (note.sizes.length < mostFrames) note.sizes.push(frame.data.byteLength - original.byteLength);
    if (original.byteLength >= run && note.sizes.length < 60 && sharesARun(original, frame.data)) note.leaks += 1;
  });
  after.readable.pipeTo(writable).catch(() => {});

  const asks = {};
  if (transformer.generateKeyFrame) asks.generateKeyFrame = (...rid) => transformer.generateKeyFrame(...rid);
  if (transformer.sendKeyFrameRequest) asks.sendKeyFrameRequest = () => transformer.sendKeyFrameRequest();
  own({ transformer: { readable: readable.pipeThrough(before), writable: after.writable, options, ...asks } });
};

self.onmessage = (event) => {
  if (event.data.report) self.postMessage({ seen });
  else hear(event);
};
