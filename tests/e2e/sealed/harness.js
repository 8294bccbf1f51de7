// One end of a connection whose frames are sealed by the page's own worker. The test carries the descriptions.
"use strict";

window.harness = (() => {
  const base = new Uint8Array(32).fill(7);
  const ridOfLayer = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
  const midOfSection = "urn:ietf:params:rtp-hdrext:sdes:mid";
  let worker;
  let connection;
  let options;
  const counts = {};
  const senders = new Map();
  const sealed = new Set();
  const whatIsLate = [];
  let isSeen;
  // When a frame came that was spoilt, and when a picture was shown, by the clock of the machine; and which.
  const spoilt = [];
  const shown = [];

  // Where the page has `late` as an option, its worker gets its key or its module only once the test says so, or the
  // senders their transforms. What is late is waited for by nobody.
  async function hire() {
    worker = new Worker(options.late === "module" ? "witness.js?late" : "witness.js");
    const isReady = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if (data === false) reject(new Error("the worker cannot work"));
        else if (data === true) resolve();
        else hear(data);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    const hand = () => worker.postMessage({ epoch: { number: 1, base } });
    if (options.late === "key") whatIsLate.push(hand);
    else hand();
    if (options.late === "module") whatIsLate.push(() => worker.postMessage({ mayCompile: true }));
    else await isReady;
  }

  function hear({ counts: more, wantsKeyFrame, spoiltFrame, seen }) {
    if (spoiltFrame) spoilt.push(spoiltFrame);
    if (seen) isSeen(seen);
    for (const [track, found] of Object.entries(more ?? {})) {
      const own = (counts[track] ??= {});
      for (const [what, number] of Object.entries(found)) own[what] = (own[what] ?? 0) + number;
    }
    const sender = senders.get(wantsKeyFrame);
    if (sender) {
      const parameters = sender.getParameters();
      const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
      sender.setParameters(parameters, { encodingOptions }).catch(() => {});
    }
  }

  // What both ends of a track agree on.
  function terms(video, seals, layer) {
    const stream = video ? 1 : 0;
    const sender = seals ? options.index : 1 - options.index;
    const track = (seals ? "s" : "r") + (video ? "v" : "a") + layer;
    const attack = !seals && track === options.attacked ? options.attack : undefined;
    return {
      track, seals, sender, stream, video, shortTags: options.shortTags ?? false, since: Date.now(), attack,
      plants: options.plants ?? false, unnamed: options.unnamed ?? false,
    };
  }

  // The browser hands the frames of a sender or receiver to the worker, or their streams to the page, which hands them on.
  function handOver(end, terms) {
    if (!options.streams) {
      end.transform = new RTCRtpScriptTransform(worker, terms);
      return;
    }
    const { readable, writable } = end.createEncodedStreams();
    worker.postMessage({ streams: { readable, writable, options: terms } }, [readable, writable]);
  }

  // In the task in which the transceiver came to be: later, Chromium takes a transform and never asks it.
  function seal(transceiver) {
    if (sealed.has(transceiver)) return;
    sealed.add(transceiver);
    const video = transceiver.receiver.track.kind === "video";
    // Who takes simulcast apart has a section for each layer, by its name, and sends nothing.
    const layer = options.simulcast?.includes(transceiver.mid) ? transceiver.mid : "";
    handOver(transceiver.receiver, terms(video, false, layer));
    if (layer) return;
    const attach = () => handOver(transceiver.sender, terms(video, true, layer));
    if (options.late === "transform") whatIsLate.push(attach);
    else attach();
    senders.set(video ? "sv" : "sa", transceiver.sender);
  }

  async function media() {
    // A fresh picture 15 times a second, large enough for frames of several packets.
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [options.width ?? 640, options.height ?? 360];
    const context = canvas.getContext("2d");
    let step = 0;
    setInterval(() => {
      step += 1;
      for (let x = 0; x < canvas.width; x += 40) {
        context.fillStyle = `hsl(${(x * 3 + step * 11) % 360} 80% 50%)`;
        context.fillRect(x, 0, 40, canvas.height);
      }
      context.fillStyle = "white";
      context.font = "60px sans-serif";
      context.fillText(String(step), (step * 7) % canvas.width, 100 + (step % 200));
    }, 66);
    const sound = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false } });
    return [canvas.captureStream(15).getVideoTracks()[0], sound.getAudioTracks()[0]];
  }

  const codecs = (kind, codec) =>
    RTCRtpSender.getCapabilities(kind).codecs.filter(
      ({ mimeType }) => mimeType.toLowerCase() === `${kind}/${codec}`,
    );

  function prefer(transceiver, codec) {
    const wanted = codecs("video", codec);
    if (wanted.length === 0) throw new Error(`no ${codec}`);
    transceiver.setCodecPreferences(wanted);
  }

  // Firefox names feedback of codecs that it took out, at which Chromium stumbles.
  function whole(sdp) {
    let known = new Set();
    const lines = sdp.split("\r\n").filter((line) => {
      if (line.startsWith("m=")) known = new Set(line.split(" ").slice(3));
      const about = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line);
      return !about || known.has(about[1]);
    });
    return lines.join("\r\n");
  }

  // A description that sends layers as another that sends each of them in a section of its own, as a server would that
  // forwards them all: browsers themselves take in one layer only.
  function apart(sdp) {
    const [session, section] = split(sdp);
    const again = new Set([...section.matchAll(/^a=rtpmap:(\d+) rtx/gm)].map(([, payload]) => payload));
    const own = section.split("\r\n").flatMap((line) => {
      if (line.startsWith("m=")) return line.split(" ").filter((word) => !again.has(word)).join(" ");
      const about = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line)?.[1];
      if (again.has(about) || /^a=(?:mid|msid|rid|simulcast|ssrc|ssrc-group):/.test(line)) return [];
      if (line.endsWith(midOfSection) || line.includes("repaired-rtp-stream-id")) return [];
      return line.replace(ridOfLayer, midOfSection);
    });
    const later = own.filter((line) => !/^a=(?:candidate:|end-of-candidates)/.test(line));
    const sections = options.simulcast.map((layer, at) => [...(at === 0 ? own : later), `a=mid:${layer}`, ""]);
    const names = options.simulcast.join(" ");
    return grouped(session, names) + sections.map((lines) => lines.join("\r\n")).join("");
  }

  // And the answer to that, as one that takes in all layers.
  function together(sdp) {
    const [session, section] = split(sdp);
    const layers = options.simulcast.map((layer) => `a=rid:${layer} recv\r\n`).join("");
    const taken = section.replace(midOfSection, ridOfLayer).replace(/^a=mid:.*$/m, "a=mid:0");
    return `${grouped(session, "0")}${taken}\r\n${layers}a=simulcast:recv ${options.simulcast.join(";")}\r\n`;
  }

  // What is of the session, and the first section, without the end of its last line.
  function split(sdp) {
    const [session, section] = sdp.split(/^(?=m=)/m);
    return [session, section.trimEnd()];
  }

  const grouped = (session, names) => session.replace(/^a=group:BUNDLE .*$/m, `a=group:BUNDLE ${names}`);

  function watchPictures(video) {
    video.requestVideoFrameCallback?.((_, { rtpTimestamp }) => {
      shown.push({ at: Date.now(), rtpTimestamp });
      watchPictures(video);
    });
  }

  async function begin(wanted) {
    options = wanted;
    await hire();
    connection = new RTCPeerConnection({ encodedInsertableStreams: options.streams ?? false });
    connection.ontrack = ({ transceiver, track }) => {
      seal(transceiver);
      const video = document.createElement(track.kind);
      video.muted = true;
      video.srcObject = new MediaStream([track]);
      video.play().catch(() => {});
      document.body.append(video);
      watchPictures(video);
    };
  }

  async function send() {
    const [picture, sound] = await media();
    if (options.simulcast) {
      // Without a mode, Chromium takes several encodings in VP9 for layers of one.
      const scalabilityMode = "L1T1";
      const sendEncodings = options.simulcast.map((rid, at) => ({ rid, scaleResolutionDownBy: 2 ** at, scalabilityMode }));
      const transceiver = connection.addTransceiver(picture, { direction: "sendonly", sendEncodings });
      seal(transceiver);
      prefer(transceiver, options.codec);
      return;
    }
    const encodings = options.scalability ? [{ scalabilityMode: options.scalability }] : undefined;
    for (const transceiver of connection.getTransceivers()) {
      const track = transceiver.receiver.track.kind === "video" ? picture : sound;
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(track);
    }
    if (connection.getTransceivers().length === 0) {
      for (const track of [picture, sound]) {
        const video = track.kind === "video";
        const transceiver = connection.addTransceiver(track, video ? { sendEncodings: encodings } : {});
        seal(transceiver);
        if (video) prefer(transceiver, options.codec);
      }
    }
  }

  // As the page does, since not every browser says of a frame which codec it has.
  function namePayloads() {
    const { localDescription, remoteDescription } = connection;
    for (const [seals, { sdp }] of [[true, remoteDescription], [false, localDescription]]) {
      const names = Object.fromEntries([...sdp.matchAll(/^a=rtpmap:(\d+) ([^/]+)/gm)].map(([, type, name]) => [type, name]));
      worker.postMessage({ payloadTypes: { seals, names } });
    }
  }

  async function described() {
    await new Promise((resolve) => {
      const done = () => connection.iceGatheringState === "complete" && resolve();
      connection.onicegatheringstatechange = done;
      done();
    });
    return connection.localDescription.toJSON();
  }

  return {
    async offer(wanted) {
      await begin(wanted);
      await send();
      await connection.setLocalDescription();
      const { type, sdp } = await described();
      return { type, sdp: options.simulcast ? apart(sdp) : sdp };
    },
    async answer(wanted, offer) {
      await begin(wanted);
      await connection.setRemoteDescription({ type: "offer", sdp: whole(offer.sdp) });
      if (!options.simulcast) await send();
      await connection.setLocalDescription();
      namePayloads();
      return described();
    },
    async take(answer) {
      const sdp = options.simulcast ? together(answer.sdp) : answer.sdp;
      await connection.setRemoteDescription({ type: "answer", sdp: whole(sdp) });
      namePayloads();
    },
    // Hands over what is late.
    async catchUp() {
      for (const hand of whatIsLate.splice(0)) hand();
    },
    // Whether the browser has a codec, and whether it sends it in such layers.
    async has({ codec, scalability, simulcast }) {
      if (codecs("video", codec).length === 0) return false;
      const probe = new RTCPeerConnection();
      const sendEncodings = simulcast?.map((rid) => ({ rid })) ?? [{ scalabilityMode: scalability }];
      const transceiver = probe.addTransceiver("video", { sendEncodings });
      transceiver.setCodecPreferences(codecs("video", codec));
      const { encodings } = transceiver.sender.getParameters();
      probe.close();
      return simulcast ? encodings.length === simulcast.length : encodings[0].scalabilityMode === scalability;
    },
    // How long each of the pipelines takes for a frame, in microseconds.
    async measure() {
      const bench = new Worker("bench.js");
      return new Promise((resolve, reject) => {
        bench.onmessage = ({ data }) => (data === true ? bench.postMessage({}) : data.found && resolve(data.found));
        bench.onerror = ({ message }) => reject(new Error(message));
      });
    },
    // How long it took from each frame that was spoilt to the first picture behind it, in milliseconds.
    async recoveries() {
      const isBehind = (one, other) => ((one - other) | 0) > 0;
      return spoilt.flatMap((frame) => {
        const next = shown.find(({ rtpTimestamp }) => isBehind(rtpTimestamp, frame.rtpTimestamp));
        return next ? [next.at - frame.at] : [];
      });
    },
    async report() {
      const stats = [];
      (await connection.getStats()).forEach((entry) => {
        if (entry.type !== "inbound-rtp" && entry.type !== "outbound-rtp") return;
        const { type, kind, framesDecoded, framesEncoded, keyFramesDecoded, pliCount, totalAudioEnergy, packetsReceived, mid, totalSamplesReceived, concealedSamples } = entry;
        stats.push({ type, kind, framesDecoded, framesEncoded, keyFramesDecoded, pliCount, totalAudioEnergy, packetsReceived, mid, totalSamplesReceived, concealedSamples });
      });
      const seen = await new Promise((resolve) => {
        isSeen = resolve;
        worker.postMessage({ report: true });
      });
      return { stats, seen, counts, state: connection.connectionState };
    },
  };
})();
