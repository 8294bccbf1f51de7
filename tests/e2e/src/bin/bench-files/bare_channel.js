// A data channel with nothing but bytes on it, beside which the page's own transfers are measured.
const HIGH_WATER = 4 << 20;
const LOW_WATER = 1 << 20;

const peer = new RTCPeerConnection();
const channel = peer.createDataChannel('bare', { negotiated: true, id: 0 });
channel.binaryType = 'arraybuffer';
channel.bufferedAmountLowThreshold = LOW_WATER;
const open = new Promise((resolve) => channel.addEventListener('open', resolve));

async function described() {
    await peer.setLocalDescription();
    while (peer.iceGatheringState !== 'complete') {
        await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve, { once: true }));
    }
    return JSON.stringify(peer.localDescription);
}

async function send({ bytes, size }) {
    const message = new Uint8Array(size);
    for (let sent = 0; sent < bytes; sent += size) {
        if (channel.bufferedAmount > HIGH_WATER) {
            await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
        }
        channel.send(message);
    }
}

window.bareChannel = {
    offer: described,
    async answer(offer) {
        await peer.setRemoteDescription(JSON.parse(offer));
        return described();
    },
    accept: (answer) => peer.setRemoteDescription(JSON.parse(answer)),

    /** Asks the other side for so many bytes in messages of this size, and says how long they took, in milliseconds. */
    async receive(bytes, size) {
        await open;
        let missing = bytes;
        const begun = performance.now();
        channel.send(JSON.stringify({ bytes, size }));
        await new Promise((resolve) => {
            channel.onmessage = ({ data }) => {
                missing -= data.byteLength;
                if (missing <= 0) resolve();
            };
        });
        return performance.now() - begun;
    },
    /** Sends whatever the other side asks for. */
    serve() {
        channel.onmessage = ({ data }) => send(JSON.parse(data));
    },
};
