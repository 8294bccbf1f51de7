// One end of a connection whose frames are sealed by the page's own worker. The test carries the descriptions.
"use strict";

window.harness = (() => {
  const base = new Uint8Array(32).fill(7);
  let worker;
  let connection;
  let options;
  const counts = {};
  const senders = new Map();
  const videos = [];

  async function hire() {
    worker = new Worker("witness.js");
    await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data === true ? resolve() : reject(new Error("the worker cannot work")));
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.onmessage = ({ data }) => hear(data);
    worker.postMessage({ epoch: { number: 1, base } });
  }

  function hear({ counts: more, wantsKeyFrame }) {
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
  function transform(video, seals) {
    const streams = video ? [1] : [0];
    const sender = seals ? options.index : 1 - options.index;
    const track = (seals ? "s" : "r") + (video ? "v" : "a");
    const attack = video && !seals ? options.attack : undefined;
    return new RTCRtpScriptTransform(worker, {
      track, seals, sender, streams, video, shortTags: options.shortTags ?? false, since: Date.now(), attack,
    });
  }

  // In the task in which the transceiver came to be: later, Chromium takes a transform and never asks it.
  function seal(transceiver) {
    if (transceiver.sender.transform) return;
    const video = transceiver.receiver.track.kind === "video";
    transceiver.sender.transform = transform(video, true);
    transceiver.receiver.transform = transform(video, false);
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
    const sound = new AudioContext();
    const oscillator = sound.createOscillator();
    const into = sound.createMediaStreamDestination();
    oscillator.connect(into);
    oscillator.start();
    return [canvas.captureStream(15).getVideoTracks()[0], into.stream.getAudioTracks()[0]];
  }

  function prefer(transceiver, codec) {
    const all = RTCRtpSender.getCapabilities("video").codecs;
    const wanted = all.filter(({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`);
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

  async function begin(wanted) {
    options = wanted;
    await hire();
    connection = new RTCPeerConnection();
    connection.ontrack = ({ transceiver, track }) => {
      seal(transceiver);
      const video = document.createElement(track.kind);
      video.muted = true;
      video.srcObject = new MediaStream([track]);
      video.play().catch(() => {});
      videos.push(video);
    };
  }

  async function send() {
    const [picture, sound] = await media();
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
      return described();
    },
    async answer(wanted, offer) {
      await begin(wanted);
      await connection.setRemoteDescription({ type: "offer", sdp: whole(offer.sdp) });
      await send();
      await connection.setLocalDescription();
      return described();
    },
    async take(answer) {
      await connection.setRemoteDescription({ type: "answer", sdp: whole(answer.sdp) });
    },
    async report() {
      const stats = [];
      (await connection.getStats()).forEach((entry) => {
        if (entry.type !== "inbound-rtp" && entry.type !== "outbound-rtp") return;
        const { type, kind, framesDecoded, framesEncoded, keyFramesDecoded, pliCount, totalAudioEnergy, packetsReceived } = entry;
        stats.push({ type, kind, framesDecoded, framesEncoded, keyFramesDecoded, pliCount, totalAudioEnergy, packetsReceived });
      });
      const seen = await new Promise((resolve) => {
        const before = worker.onmessage;
        worker.onmessage = ({ data }) => {
          if (!data.seen) return before({ data });
          worker.onmessage = before;
          resolve(data.seen);
        };
        worker.postMessage({ report: true });
      });
      return { stats, seen, counts, state: connection.connectionState };
    },
  };
})();
