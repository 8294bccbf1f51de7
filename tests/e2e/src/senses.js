// Runs in a page of a test before its call, and hears what the page plays and knows what it captures.
const senses = { players: new Set(), captured: [], senders: new Set(), peers: [] };
window.heliographSenses = senses;

// Every element that plays passes here, whether it is in the document or not.
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
    if (this instanceof HTMLAudioElement) senses.players.add(this);
    return play.call(this);
};

window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...parameters) {
        super(...parameters);
        senses.peers.push(this);
    }
};

for (const name of ['getUserMedia', 'getDisplayMedia']) {
    const capture = MediaDevices.prototype[name];
    if (!capture) continue;
    MediaDevices.prototype[name] = async function (...wishes) {
        const stream = await capture.apply(this, wishes);
        for (const track of stream.getTracks()) senses.captured.push({ track, screen: name === 'getDisplayMedia' });
        return stream;
    };
}

const replaceTrack = RTCRtpSender.prototype.replaceTrack;
RTCRtpSender.prototype.replaceTrack = function (track) {
    senses.senders.add(this);
    return replaceTrack.call(this, track);
};

/** Pretends a screen, where the browser has none to share. */
senses.pretendScreen = () => {
    MediaDevices.prototype.getDisplayMedia = async () => {
        const screen = document.createElement('canvas').getContext('2d');
        [screen.canvas.width, screen.canvas.height] = [640, 400];
        const draw = () => {
            screen.fillStyle = `hsl(${performance.now() / 10}deg 50% 50%)`;
            screen.fillRect(0, 0, 640, 400);
        };
        draw();
        const [track] = screen.canvas.captureStream(10).getVideoTracks();
        // Tracks of Firefox hear no events but the browser's own, unless a listener asks for others.
        const listen = track.addEventListener;
        track.addEventListener = (name, listener) => listen.call(track, name, listener, false, true);
        const drawing = setInterval(() => (track.readyState === 'live' ? draw() : clearInterval(drawing)), 100);
        senses.captured.push({ track, screen: true });
        return new MediaStream([track]);
    };
};

/** The size of the pictures that go out of here: the camera's and the screen's. */
senses.sent = async () => {
    const sent = {};
    for (const sender of senses.senders) {
        if (sender.track?.kind !== 'video') continue;
        const { screen } = senses.captured.find(({ track }) => track === sender.track) ?? {};
        for (const stream of (await sender.getStats()).values()) {
            if (stream.type === 'outbound-rtp') sent[screen ? 'screen' : 'camera'] = [stream.frameWidth, stream.frameHeight];
        }
    }
    return sent;
};

/** The loudest moment of so many milliseconds, from 0 to 1, of all that the page plays. */
senses.listen = async (milliseconds) => {
    const heard = [];
    for (const player of senses.players) {
        const tracks = player.paused || player.muted ? [] : (player.srcObject?.getAudioTracks() ?? []);
        heard.push(...tracks.filter((track) => track.readyState === 'live'));
    }
    return Math.max(0, ...(await Promise.all(heard.map((track) => loudest(track, milliseconds)))));
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function loudest(track, milliseconds) {
    senses.ear ??= new AudioContext();
    await Promise.race([senses.ear.resume(), pause(200)]);
    // Firefox runs no audio context on machines without a loudspeaker, but it tells how loud it would be.
    return senses.ear.state === 'running' ? analysed(track, milliseconds) : told(track, milliseconds);
}

async function analysed(track, milliseconds) {
    const source = senses.ear.createMediaStreamSource(new MediaStream([track]));
    const analyser = senses.ear.createAnalyser();
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (const end = performance.now() + milliseconds; performance.now() < end; await pause(20)) {
        analyser.getFloatTimeDomainData(samples);
        const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
        loudest = Math.max(loudest, Math.sqrt(power));
    }
    source.disconnect();
    return loudest;
}

async function told(track, milliseconds) {
    const receiver = senses.peers.flatMap((peer) => peer.getReceivers()).find((one) => one.track === track);
    const now = async () => [...(await receiver.getStats()).values()].find(({ type }) => type === 'inbound-rtp');
    let [loudest, before] = [0, await now()];
    for (const end = performance.now() + milliseconds; performance.now() < end; ) {
        await pause(100);
        const after = await now();
        const energy = (after?.totalAudioEnergy ?? 0) - (before?.totalAudioEnergy ?? 0);
        const seconds = (after?.totalSamplesDuration ?? 0) - (before?.totalSamplesDuration ?? 0);
        if (seconds > 0) loudest = Math.max(loudest, Math.sqrt(energy / seconds));
        before = after;
    }
    return loudest;
}

/** How many microphones, cameras and screens are open. */
senses.live = () => {
    const live = senses.captured.filter(({ track }) => track.readyState === 'live');
    const count = (kind, screen) => live.filter((one) => one.track.kind === kind && one.screen === screen).length;
    return [count('audio', false), count('video', false), count('video', true)];
};

/** Ends what is shared of a screen, as nobody but a browser does: stopping a track oneself tells nobody. */
senses.endSharing = () => {
    for (const { track, screen } of senses.captured) {
        if (!screen || track.readyState !== 'live') continue;
        track.stop();
        track.dispatchEvent(new Event('ended'));
    }
};
