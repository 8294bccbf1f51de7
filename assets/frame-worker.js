// Seals each frame before it leaves the page and opens each that arrives, apart from the page (W3C WebRTC Encoded
// Transform). The build puts in the bindings of the module and the module itself, gzipped and in base64.
//
// It says once whether it can work: true or false; and false later on, too, where a stream fails, since no frame passes
// there any more. Frames wait in the browser until then, and until there is a key; none is ever let through as it is. Each
// message to it is an object with one of
//
// - `epoch`: { number, base }, the key that all frames are sealed with from now on;
// - `keys`: a port, where the keys come from in rooms: past the page, which is not to have them;
// - `expect`: { track, sender, stream }, whose frames come there from now on, by their index; nobody's without a sender;
// - `payloadTypes`: { seals, names }, which codecs the payload types of what is sealed stand for, or of what is opened:
//   not every browser says it of each frame;
// - `streams`: { readable, writable, options }, where the browser hands streams to the page instead of to the worker.
//
// The options of a transform are { track, seals, sender, stream, video, shortTags, since }: the page's number for it,
// whether it seals or opens, the sender's index where it is known and stays, the number of its stream, whether it is video,
// the cipher suite, and when it was made (`Date.now()`). What opens sound without a sender opens everybody's.
//
// By the port of keys come
//
// - `keys`: { group, number, index, members, base }: the number and key of an epoch that frames are opened with from now on, in
//   which group, this page's own index in it and those of all members, of whom alone frames are taken; with another group
//   all keys of the one before are forgotten;
// - `seal`: the number of the epoch whose key all frames are sealed with from now on;
// - `close`: the number of an epoch: frames are not opened any more with keys from before.
//
// It says { wantsKeyFrame: track } where the page has to ask an encoder for one, and once a second, where something
// happened, { counts }: by track, how many frames were sealed or opened, how many not and why, and how long that took in
// microseconds; and for sound of everybody, `from`, whose was opened last.
(() => {
  "use strict";

  const packed = "@MODULE@";

  // Milliseconds.
  const keyFrameAtMostEvery = 500;
  const stale = 300;
  const pause = 5;
  const reportEvery = 1000;
  const longPause = 60_000;
  const measured = 4;

  // How often that is done, and as which track.
  const turns = 4;
  const measuring = "";

  // Where two talk, a sender changes epochs one after the other. In a room some are behind, while others come.
  const epochsAtMost = 2;
  const epochsOfRooms = 8;

  const codecs = new Map([["vp8", 1], ["vp9", 2], ["av1", 3], ["h264", 4]]);
  const reasons = ["unable", "empty", "repeated", "notSealed", "unknownKey", "forged", "disordered", "misplaced"];
  // These happen where nothing is wrong: what comes to other places than expected is the rest of what was there before.
  const usual = new Set(["unable", "empty", "repeated", "misplaced"]);

  // Frames of sound have fewer bytes, and waiting for the browser's cipher takes longer than sealing them.
  const smallAlways = 400;

  const idLength = 4;
  const nonceLength = 12;
  const innerLength = 3;
  const headerAtMost = 17;

  // How many bytes stand in front of the header, by codec. Around the other ones there is more, which the module knows.
  const fronts = [0, 1, 0];

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
    // For the browser's own cipher, by stream: a stream goes on with its key when another connection takes it over.
    keysToSeal = new Map();

    constructor(module) {
      const { initSync, Frames } = bindings();
      this.#memory = initSync({ module }).memory;
      this.frames = new Frames(epochsOfRooms);
    }

    put(bytes, atMost = Infinity) {
      const length = Math.min(bytes.byteLength, atMost);
      const place = this.frames.incoming(length);
      new Uint8Array(this.#memory.buffer, place, length).set(new Uint8Array(bytes, 0, length));
    }

    take(length) {
      const place = this.frames.outgoing();
      return this.#memory.buffer.slice(place, place + length);
    }
  }

  // From how many bytes on the browser's own cipher is the faster one. It takes a while to be called at all, and then it
  // is much quicker for each byte.
  async function limit(machine) {
    const here = line(machine, 0, Infinity);
    const there = line(machine, 1, 0);
    const sizes = [1000, 16000];
    const times = new Map([[here, [Infinity, Infinity]], [there, [Infinity, Infinity]]]);
    // The quickest of several times: while the first ones run, browsers still compile the module for speed.
    for (let turn = 0; turn < turns; turn++) {
      for (const [at, size] of sizes.entries()) {
        for (const [seal, own] of times) own[at] = Math.min(own[at], await duration(() => seal(new ArrayBuffer(size))));
      }
    }
    delete counts[measuring];
    const perByte = ([small, large]) => (large - small) / (sizes[1] - sizes[0]);
    const saved = perByte(times.get(here)) - perByte(times.get(there));
    if (saved <= 0) return Infinity;
    return Math.max(sizes[0] + (times.get(there)[0] - times.get(here)[0]) / saved, smallAlways);
  }

  // Seals frames of no track, one after the other, just as those of a track.
  function line(machine, stream, limit) {
    const track = new Track({ machine, limit }, { track: measuring, seals: true, stream });
    track.sealWith({ number: 0, index: 255, base: new Uint8Array(32) });
    const { readable, writable } = new TransformStream({ transform: (frame, controller) => track.pass(frame, controller) });
    const writer = writable.getWriter();
    const reader = readable.getReader();
    return (data) => {
      writer.write({ data });
      return reader.read();
    };
  }

  // Clocks are coarse, so it begins where this one moves on, and does some work.
  async function duration(work) {
    const before = performance.now();
    let begun = before;
    while (begun === before) begun = performance.now();
    let done = 0;
    let now = begun;
    while (now - begun < measured) {
      await work();
      done += 1;
      now = performance.now();
    }
    return (now - begun) / done;
  }

  // The browser has its own copy by the time that it gives a promise.
  function imported(raw, use) {
    const key = crypto.subtle.importKey("raw", raw, "AES-GCM", false, [use]);
    raw.fill(0);
    return key;
  }

  const started = compiled().then(async (module) => {
    const machine = new Machine(module);
    // Each has its own numbers of streams.
    return { machine, limit: await limit(new Machine(module)) };
  });

  // The keys of the last epochs, and which of them seals, for tracks that begin later; and all tracks, for keys that come
  // later, by their names.
  const epochs = [];
  const tracks = new Map();
  let group;
  let sealing;
  let canSeal;
  let canOpen;
  const keyToSeal = new Promise((resolve) => (canSeal = resolve));
  const keyToOpen = new Promise((resolve) => (canOpen = resolve));

  // For the browser's own cipher, by the module's numbers for them.
  const opening = new Map();

  function keyOf(frames, number) {
    if (!opening.has(number)) opening.set(number, imported(frames.opens_with(number), "decrypt"));
    return opening.get(number);
  }

  const namesToSeal = {};
  const namesToOpen = {};

  const counts = {};

  function count(track, what, number = 1) {
    const own = (counts[track] ??= {});
    own[what] = (own[what] ?? 0) + number;
  }

  function joined(one, other) {
    const whole = new Uint8Array(one.byteLength + other.byteLength);
    whole.set(one);
    whole.set(new Uint8Array(other), one.byteLength);
    return whole;
  }

  // What is sealed together. The browser's cipher copies it before it gives a promise, so that one place does for all.
  let together = new Uint8Array();

  function putTogether(one, other) {
    const length = one.byteLength + other.byteLength;
    if (together.byteLength < length) together = new Uint8Array(2 * length);
    together.set(one);
    together.set(new Uint8Array(other), one.byteLength);
    return together.subarray(0, length);
  }

  class Track {
    #machine;
    // From so many bytes on, the browser's own cipher is used.
    #limit;
    #options;
    #transformer;
    #number;
    // For the browser's own cipher.
    #key;
    #asked = -Infinity;
    // Whether frames are missing that those which come may need.
    #gap = false;
    // Whether what comes was waiting, and is too old to be of use.
    #late;
    #doneAt = 0;
    #openedAt = -Infinity;

    constructor({ machine, limit }, options, transformer) {
      this.#machine = machine;
      // That cipher has long tags only.
      this.#limit = options.shortTags ? Infinity : limit;
      this.#options = options;
      this.#transformer = transformer;
      const { seals, stream, shortTags, since } = options;
      this.#number = seals ? machine.frames.add_sender(stream, shortTags) : machine.frames.add_receiver(shortTags);
      if (this.#number === undefined) throw new Error("there is no such stream");
      if (!seals) this.expect(options);
      this.#late = Date.now() - since > stale;
    }

    expect({ sender, stream }) {
      const { frames } = this.#machine;
      if (sender !== undefined) frames.expect(this.#number, sender, stream);
      else if (!this.#options.video) frames.expect_sound(this.#number);
      else frames.expect_nothing(this.#number);
    }

    // Seals with the key of an epoch from now on.
    sealWith({ number, index, base }) {
      if (!this.#options.seals) return;
      const { frames, keysToSeal } = this.#machine;
      const raw = frames.seal_with(this.#number, index ?? this.#options.sender, number, base);
      if (raw && this.#limit < Infinity) keysToSeal.set(this.#number, imported(raw, "encrypt"));
      else raw?.fill(0);
      this.#key = keysToSeal.get(this.#number);
    }

    // What it gives is waited for before the next frame comes, so they stay in order.
    pass(frame, controller) {
      if (this.#isStale(frame)) return count(this.#options.track, "stale");
      const begun = performance.now();
      const made = this.#options.seals ? this.#sealed(frame, begun) : this.#opened(frame, begun);
      if (made instanceof Promise) return made.then((made) => this.#give(made, begun, frame, controller));
      this.#give(made, begun, frame, controller);
    }

    #give({ bytes, why, from }, begun, frame, controller) {
      const { track, seals } = this.#options;
      count(track, why ?? (seals ? "sealed" : "opened"));
      if (from !== undefined && this.#options.sender === undefined) counts[track].from = from;
      if (bytes) {
        frame.data = bytes;
        controller.enqueue(frame);
        if (frame.type === "key") this.#gap = false;
      } else if (!usual.has(why)) {
        this.#gap = true;
      }
      // The key frame that was asked for may be among those that cannot be opened.
      if (this.#gap) this.#askForKeyFrame();
      this.#doneAt = performance.now();
      if (bytes) this.#openedAt = this.#doneAt;
      count(track, "spent", (this.#doneAt - begun) * 1000);
    }

    // What waited for the module or the key comes all at once; what comes after a pause is of now.
    #isStale(frame) {
      if (!this.#late) return false;
      const now = performance.now();
      const waited = this.#doneAt === 0 || now - this.#doneAt < pause;
      this.#doneAt = now;
      if (waited) return true;
      this.#late = false;
      if (frame.type === "delta") {
        this.#gap = true;
        this.makeKeyFrame();
      }
      return false;
    }

    #codec(frame) {
      if (!this.#options.video) return 0;
      const { mimeType, payloadType } = frame.getMetadata();
      const name = mimeType || (this.#options.seals ? namesToSeal : namesToOpen)[payloadType] || "";
      return codecs.get(name.split("/").pop().toLowerCase());
    }

    #sealed(frame, now) {
      const { data } = frame;
      // Of silence encoders make frames without bytes, of which browsers send no packet.
      if (data.byteLength === 0) return { why: "empty" };
      const codec = this.#codec(frame);
      if (codec === undefined) return { why: "unable" };
      const isKey = frame.type === "key";
      const sealedAt = now & 0xffff;
      const { frames } = this.#machine;
      if (data.byteLength >= this.#limit) {
        return this.#sealedThere(data, codec, frames.begin_seal(this.#number, codec, isKey, sealedAt));
      }
      this.#machine.put(data);
      return this.#made(frames.seal(this.#number, codec, isKey, sealedAt));
    }

    async #sealedThere(data, codec, begun) {
      if (begun < 0) return this.#made(begun);
      const parts = new Uint8Array(this.#machine.take(begun));
      const iv = parts.subarray(0, nonceLength);
      const inner = parts.subarray(nonceLength, nonceLength + innerLength);
      const front = parts.subarray(nonceLength + innerLength);
      const additionalData = front.subarray(fronts[codec] ?? 0);
      const key = await this.#key;
      let sealed;
      try {
        sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, putTogether(inner, data));
      } catch {
        // The next one may pass: browsers fail so where memory is short.
        return { why: "unable" };
      }
      if (codec in fronts) return { bytes: joined(front, sealed).buffer };
      this.#machine.put(sealed);
      return this.#made(this.#machine.frames.finish_seal(this.#number));
    }

    #opened(frame, now) {
      const { data, timestamp = frame.getMetadata().rtpTimestamp } = frame;
      const codec = this.#codec(frame);
      if (codec === undefined) return { why: "unable" };
      const { frames } = this.#machine;
      if (now - this.#openedAt > longPause) frames.pause(this.#number);
      if (data.byteLength >= this.#limit) return this.#openedThere(data, codec, timestamp);
      this.#machine.put(data);
      const made = this.#made(frames.open(this.#number, codec, timestamp));
      return made.bytes ? { ...made, from: frames.sender() } : made;
    }

    async #openedThere(data, codec, timestamp) {
      // Where only the front is to be read, the rest need not go through the module.
      const front = fronts[codec];
      this.#machine.put(data, front === undefined ? Infinity : front + headerAtMost);
      const begun = this.#machine.frames.begin_open(this.#number, codec, timestamp);
      if (begun < 0) return this.#made(begun);
      const parts = this.#machine.take(begun);
      const key = await keyOf(this.#machine.frames, new DataView(parts).getUint32(0, true));
      const iv = new Uint8Array(parts, idLength, nonceLength);
      const [headerLength] = new Uint8Array(parts, idLength + nonceLength, 1);
      const additionalData = new Uint8Array(parts, idLength + nonceLength + 1, headerLength);
      const sealed =
        front === undefined
          ? new Uint8Array(parts, additionalData.byteOffset + headerLength)
          : new Uint8Array(data, front + headerLength);
      let opened;
      try {
        opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed);
      } catch {
        return { why: "forged" };
      }
      this.#machine.put(opened, innerLength);
      const end = this.#machine.frames.finish_open(this.#number);
      if (end < 0) return this.#made(end);
      return { bytes: opened.slice(innerLength), from: this.#machine.frames.sender() };
    }

    #made(length) {
      return length < 0 ? { why: reasons[-length - 1] } : { bytes: this.#machine.take(length) };
    }

    // By the other side's encoder, after something could not be opened.
    #askForKeyFrame() {
      const now = performance.now();
      if (this.#options.seals || !this.#options.video || now - this.#asked < keyFrameAtMostEvery) return;
      this.#asked = now;
      // It fails where the receiver has ended.
      this.#transformer?.sendKeyFrameRequest?.().catch(() => {});
    }

    // By this side's own encoder.
    makeKeyFrame() {
      if (!this.#options.seals || !this.#options.video) return;
      // It fails where nothing is sent yet; that begins with a key frame anyway.
      if (this.#transformer?.generateKeyFrame) this.#transformer.generateKeyFrame().catch(() => {});
      else self.postMessage({ wantsKeyFrame: this.#options.track });
    }
  }

  async function begin({ readable, writable }, options, transformer) {
    const machine = await started;
    await (options.seals ? keyToSeal : keyToOpen);
    const track = new Track(machine, options, transformer);
    if (sealing) track.sealWith(sealing);
    tracks.set(options.track, track);
    if (expected.has(options.track)) track.expect(expected.get(options.track));
    const transform = (frame, controller) => track.pass(frame, controller);
    // It ends with the track, or with the page.
    await readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
    // Another connection may have one of the same name by then.
    if (tracks.get(options.track) === track) tracks.delete(options.track);
  }

  self.onrtctransform = ({ transformer }) => begin(transformer, transformer.options, transformer);

  // Whose frames come where, for tracks that begin later.
  const expected = new Map();

  function expect(place) {
    expected.set(place.track, place);
    tracks.get(place.track)?.expect(place);
  }

  self.onmessage = ({ data: { epoch, keys, expect: place, payloadTypes, streams } }) => {
    if (streams) begin(streams, streams.options);
    if (payloadTypes) Object.assign(payloadTypes.seals ? namesToSeal : namesToOpen, payloadTypes.names);
    if (place) expect(place);
    if (keys) keys.onmessage = ({ data }) => started.then(({ machine }) => obey(machine.frames, data));
    if (epoch) started.then(({ machine }) => beginEpoch(machine.frames, epoch));
  };

  function beginEpoch(frames, epoch) {
    take(frames, epoch);
    close(frames, epoch.number - epochsAtMost + 1);
    seal(epoch.number, (track) => track.makeKeyFrame());
  }

  // What the worker says that has the keys of a room.
  function obey(frames, { keys, seal: number, close: before }) {
    if (keys) {
      if (keys.group !== group) forget(frames);
      group = keys.group;
      take(frames, keys);
      frames.admit(keys.members);
    }
    if (number !== undefined) seal(number);
    if (before !== undefined) close(frames, before);
  }

  function take(frames, epoch) {
    frames.take(epoch.number, epoch.base);
    epochs.push(epoch);
    epochs.splice(0, epochs.length - epochsOfRooms).forEach(wipe);
    canOpen();
  }

  // Whoever joined with this epoch has seen nothing before. Where somebody forwards frames, they ask for what they need.
  function seal(number, also = () => {}) {
    const epoch = epochs.find((epoch) => epoch.number === number);
    if (!epoch || epoch === sealing) return;
    for (const track of tracks.values()) {
      track.sealWith(epoch);
      // What begins with it begins with a key frame anyway.
      if (sealing) also(track);
    }
    sealing = epoch;
    canSeal();
  }

  function close(frames, before) {
    frames.forget_before(Math.max(before, 0));
    opening.clear();
    const old = epochs.filter(({ number }) => number < before);
    for (const epoch of old) {
      // What seals with it still goes on with the keys that were made of it.
      if (epoch !== sealing) epoch.base.fill(0);
      epochs.splice(epochs.indexOf(epoch), 1);
    }
  }

  // Nothing that begins later seals with what is left of it; what seals already has its keys.
  function wipe(epoch) {
    epoch.base.fill(0);
    if (epoch === sealing) sealing = undefined;
  }

  function forget(frames) {
    frames.forget_all();
    opening.clear();
    epochs.splice(0).forEach(wipe);
  }

  setInterval(() => {
    if (Object.keys(counts).length === 0) return;
    self.postMessage({ counts: { ...counts } });
    for (const track of Object.keys(counts)) delete counts[track];
  }, reportEvery);

  // Nothing else says so: a stream that failed raises no error in the page.
  self.onunhandledrejection = () => self.postMessage(false);

  started.then(
    () => self.postMessage(true),
    () => self.postMessage(false),
  );
})();
