// Runs in a page of a test before it connects, and gives the test a hand on its control and file channels.
const hooks = {
    channels: [],
    fileChannels: [],
    peers: [],
    /** What becomes of a control message that the page sends: the bytes to send in its place, or nothing. */
    outgoing: (bytes) => [bytes],
    /** Whether the page hears a control message that came. */
    hears: () => true,
    /** What becomes of a message that the page sends on a file channel. */
    outgoingFiles: (bytes) => [bytes],
    /** How many bytes the page has sent on file channels. */
    fileBytes: 0,
    /** Whether messages that come on file channels wait until `letFilesCome`; a sender soon stands still then. */
    holdsFiles: false,
    heldFiles: [],
    letFilesCome: () => {
        hooks.holdsFiles = false;
        for (const { channel, data } of hooks.heldFiles.splice(0)) {
            channel.dispatchEvent(new MessageEvent('message', { data }));
        }
    },
};
window.heliographHooks = hooks;

/** The control channel has the id 0, the file channel 1. */
const isForFiles = (channel) => channel.id === 1;

const createDataChannel = RTCPeerConnection.prototype.createDataChannel;
RTCPeerConnection.prototype.createDataChannel = function (...parameters) {
    const channel = createDataChannel.apply(this, parameters);
    if (!hooks.peers.includes(this)) hooks.peers.push(this);
    if (isForFiles(channel)) {
        hooks.fileChannels.push(channel);
        channel.addEventListener('message', (event) => {
            if (!hooks.holdsFiles) return;
            hooks.heldFiles.push({ channel, data: event.data });
            event.stopImmediatePropagation();
        });
        return channel;
    }
    hooks.channels.push(channel);
    // Listeners are called in the order in which they came, so this one hears each message before the page does.
    channel.addEventListener('message', (event) => {
        if (!hooks.hears(new Uint8Array(event.data), channel)) event.stopImmediatePropagation();
    });
    return channel;
};

const send = RTCDataChannel.prototype.send;
hooks.send = (channel, bytes) => send.call(channel, bytes);
RTCDataChannel.prototype.send = function (message) {
    if (typeof message === 'string') return send.call(this, message);
    // The page hands over a view of memory that it uses again.
    const bytes = new Uint8Array(message);
    const sent = isForFiles(this) ? hooks.outgoingFiles(bytes) : hooks.outgoing(bytes);
    for (const bytes of sent) {
        if (isForFiles(this)) hooks.fileBytes += bytes.length;
        send.call(this, bytes);
    }
};
