// Changes what a page's offers of files say: `docs/protocol/control.md` has their bytes.
const FILES_OFFERED = 16;

function forge(change) {
    hooks.outgoing = (bytes) => {
        if (bytes[0] !== FILES_OFFERED) return [bytes];
        let place = 1;
        const number = () => {
            for (let value = 0, scale = 1; ; scale *= 128) {
                const byte = bytes[place++];
                value += (byte & 127) * scale;
                if (byte < 128) return value;
            }
        };
        const text = () => {
            const length = number();
            return new TextDecoder().decode(bytes.subarray(place, (place += length)));
        };
        const offer = { number: number(), name: text(), files: number(), bytes: number(), mediaType: text(), shown: number() };
        change(offer);
        const written = [FILES_OFFERED];
        const writeNumber = (value) => {
            for (; value > 127; value = Math.floor(value / 128)) written.push((value % 128) + 128);
            written.push(value);
        };
        const writeText = (value) => {
            const letters = new TextEncoder().encode(value);
            writeNumber(letters.length);
            written.push(...letters);
        };
        writeNumber(offer.number);
        writeText(offer.name);
        writeNumber(offer.files);
        writeNumber(offer.bytes);
        writeText(offer.mediaType);
        writeNumber(offer.shown);
        return [Uint8Array.from(written)];
    };
}
