// Seals each frame before it leaves the page and opens each that arrives, apart from the page (W3C WebRTC Encoded
// Transform). The build puts in the bindings of the module and the module itself, gzipped and in base64.
//
// It says once whether it can work: true or false. Frames wait in the browser until then, and until there is a key; none
// is ever let through as it is. Each message to it is an object with one of
//
// - `epoch`: { number, base }, the key that all frames are sealed with from now on;
// - `streams`: { readable, writable, options }, where the browser hands streams to the page instead of to the worker.
//
// The options of a transform are { track, seals, sender, streams, video, shortTags, since }: the page's number for it,
// whether it seals or opens, the sender's index, the numbers of its streams, whether it is video, the cipher suite, and
// when it was made (`Date.now()`).
//
// It says { wantsKeyFrame: track } where the page has to ask an encoder for one, and once a second, where something
// happened, { counts }.
(() => {
  "use strict";

  const packed = "@MODULE@";

  // Milliseconds.
  const keyFrameAtMostEvery = 500;
  const stale = 300;
  const pause = 5;
  const reportEvery = 1000;

  const codecs = new Map([["vp8", 1], ["vp9", 2], ["av1", 3], ["h264", 4]]);
  const reasons = ["unable", "empty", "repeated", "notSealed", "unknownKey", "forged", "disordered"];
  // These happen where nothing is wrong.
  const usual = new Set(["empty", "repeated"]);

  const nonceLength = 12;
  const innerLength = 3;

  function bindings() {
    "@BINDINGS@";
    return wasm_bindgen;
  }

  async function compiled() {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  }

  // The module, with its one place for what comes in and one for what goes out.
  class Machine {
    #memory;

    constructor(module) {
      const { initSync, Frames } = bindings();
      this.#memory = initSync({ module }).memory;
      this.frames = new Frames();
    }

    put(bytes) {
      const place = this.frames.incoming(bytes.byteLength);
      new Uint8Array(this.#memory.buffer, place, bytes.byteLength).set(new Uint8Array(bytes));
    }

    take(length) {
      const place = this.frames.outgoing();
      return this.#memory.buffer.slice(place, place + length);
    }
  }

  // From how many bytes on the browser's own cipher is the faster one. It takes a while to be called at all, and then it
  // is much quicker for each byte.
  async function limit(machine) {
    const { frames } = machine;
    const sender = frames.add_sender(255, 0, false);
    const raw = frames.seal_with(sender, 0, new Uint8Array(32));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    const sizes = [1000, 16000];
    const here = [];
    const there = [];
    for (const size of sizes) {
      const bytes = new ArrayBuffer(size);
      here.push(await quickest(() => {
        machine.put(bytes);
        machine.take(frames.seal(sender, 0, false, 0));
      }));
      const iv = new Uint8Array(nonceLength);
      there.push(await quickest(() => crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes)));
    }
    const perByte = (times) => Math.max(times[1] - times[0], 0) / (sizes[1] - sizes[0]);
    const saved = perByte(here) - perByte(there);
    if (saved <= 0) return Infinity;
    return Math.max(sizes[0] + (there[0] - here[0]) / saved, 0);
  }

  // Clocks are coarse, so some are done in one go.
  async function quickest(work) {
    let best = Infinity;
    for (let round = 0; round < 4; round++) {
      const begun = performance.now();
      for (let time = 0; time < 8; time++) await work();
      best = Math.min(best, performance.now() - begun);
    }
    return best / 8;
  }

  const started = compiled().then(async (module) => {
    const machine = new Machine(module);
    return { machine, limit: await limit(machine) };
  });

  // The keys of the last epochs, for tracks that begin later; and all tracks, for keys that come later.
  const epochs = [];
  const tracks = new Set();
  let keyed;
  const hasKey = new Promise((resolve) => (keyed = resolve));

  const counts = {};

  function count(track, what) {
    const own = (counts[track] ??= {});
    own[what] = (own[what] ?? 0) + 1;
  }

  class Track {
    #machine;
    #limit;
    #options;
    #transformer;
    #number;
    #asked = -Infinity;
    // Whether what comes was waiting, and is too old to be of use.
    #late;
    #doneAt = 0;
    // Whether frames are dropped until one comes that needs no other.
    #wantsKey = false;

    constructor({ machine, limit }, options, transformer) {
      this.#machine = machine;
      this.#limit = limit;
      this.#options = options;
      this.#transformer = transformer;
      const { sender, streams, shortTags } = options;
      const { frames } = machine;
      this.#number = options.seals
        ? frames.add_sender(sender, streams[0], shortTags)
        : frames.add_receiver(sender, Uint8Array.from(streams), shortTags);
      // The browser's own cipher has long tags only.
      if (shortTags) this.#limit = Infinity;
      this.#late = Date.now() - options.since > stale;
    }

    // Uses the key of an epoch from now on.
    async take({ number, base }) {
      const { frames } = this.#machine;
      if (!this.#options.seals) {
        frames.open_with(this.#number, number, base);
        this.keys ??= new Map();
        return;
      }
      const raw = frames.seal_with(this.#number, number, base);
      this.key = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
      // Whoever joined with this epoch has seen nothing before.
      this.#askForKeyFrame();
    }

    async pass(frame, controller) {
      if (this.#isStale(frame)) {
        count(this.#options.track, "stale");
        return;
      }
      const begun = performance.now();
      const { mimeType, rtpTimestamp = frame.timestamp } = frame.getMetadata();
      const codec = this.#codec(mimeType);
      const data = frame.data;
      const made = this.#options.seals
        ? await this.#sealed(data, codec, frame.type === "key")
        : await this.#opened(data, codec, rtpTimestamp);
      count(this.#options.track, made.why ?? (this.#options.seals ? "sealed" : "opened"));
      if (made.bytes) {
        frame.data = made.bytes;
        controller.enqueue(frame);
      } else if (this.#options.video && !usual.has(made.why)) {
        this.#askForKeyFrame();
      }
      const own = counts[this.#options.track];
      own.spent = (own.spent ?? 0) + performance.now() - begun;
      this.#doneAt = performance.now();
    }

    // What waited for the module or the key comes all at once; what comes after a pause is of now.
    #isStale(frame) {
      if (!this.#late) return false;
      const now = performance.now();
      const waited = this.#doneAt === 0 || now - this.#doneAt < pause;
      this.#doneAt = now;
      if (waited) return true;
      this.#late = false;
      if (this.#options.video && frame.type !== "key") this.#askForKeyFrame();
      return false;
    }

    #codec(mimeType = "") {
      if (!this.#options.video) return 0;
      return codecs.get(mimeType.split("/").pop().toLowerCase());
    }

    async #sealed(data, codec, isKey) {
      if (codec === undefined) return { why: "unable" };
      const { frames } = this.#machine;
      const captured = performance.now() & 0xffff;
      if (data.byteLength < this.#limit) {
        this.#machine.put(data);
        return this.#made(frames.seal(this.#number, codec, isKey, captured));
      }
      const begun = frames.begin_seal(this.#number, codec, isKey, captured);
      if (begun < 0) return this.#made(begun);
      const parts = new Uint8Array(this.#machine.take(begun));
      const text = new Uint8Array(innerLength + data.byteLength);
      text.set(parts.subarray(nonceLength, nonceLength + innerLength));
      text.set(new Uint8Array(data), innerLength);
      const iv = parts.subarray(0, nonceLength);
      const additionalData = parts.subarray(nonceLength + innerLength);
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, await this.key, text);
      this.#machine.put(sealed);
      return this.#made(frames.finish_seal(this.#number));
    }

    async #opened(data, codec, timestamp) {
      if (codec === undefined) return { why: "unable" };
      this.#machine.put(data);
      return this.#made(this.#machine.frames.open(this.#number, codec, timestamp));
    }

    #made(length) {
      return length < 0 ? { why: reasons[-length - 1] } : { bytes: this.#machine.take(length) };
    }

    #askForKeyFrame() {
      const now = performance.now();
      if (!this.#options.video || now - this.#asked < keyFrameAtMostEvery) return;
      this.#asked = now;
      if (!this.#options.seals) {
        // It fails where the receiver has ended.
        this.#transformer?.sendKeyFrameRequest?.().catch(() => {});
      } else if (this.#transformer?.generateKeyFrame) {
        this.#transformer.generateKeyFrame().catch(() => {});
      } else {
        self.postMessage({ wantsKeyFrame: this.#options.track });
      }
    }
  }

  async function begin({ readable, writable }, options, transformer) {
    const track = new Track(await started, options, transformer);
    await hasKey;
    for (const epoch of epochs) await track.take(epoch);
    tracks.add(track);
    const transform = (frame, controller) => track.pass(frame, controller);
    // It ends with the track, or with the page.
    const piped = readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
    await piped.catch(() => {});
    tracks.delete(track);
  }

  self.onrtctransform = ({ transformer }) => begin(transformer, transformer.options, transformer);

  self.onmessage = async ({ data: { epoch, streams } }) => {
    if (streams) return begin(streams, streams.options);
    epochs.push(epoch);
    await started;
    for (const track of tracks) await track.take(epoch);
    keyed();
  };

  setInterval(() => {
    if (Object.keys(counts).length === 0) return;
    self.postMessage({ counts: { ...counts } });
    for (const track of Object.keys(counts)) delete counts[track];
  }, reportEvery);

  started.then(
    () => self.postMessage(true),
    () => self.postMessage(false),
  );
})();
