//! Scripts of what people do at the sockets of a companion.

/// How many of those who came last a step can mean.
const PEOPLE: usize = 16;

/// One step: a byte for what is done, one for who does it and one for the length of the content, and the content.
pub(crate) struct Step<'a, O> {
    pub(crate) operation: O,
    /// Who, counted from the last who came.
    pub(crate) who: usize,
    pub(crate) content: &'a [u8],
}

/// All steps of a script that can do this: a number stands for what is in its place.
pub(crate) fn steps<'a, O: Copy>(
    mut script: &'a [u8],
    operations: &'a [O],
) -> impl Iterator<Item = Step<'a, O>> {
    std::iter::from_fn(move || {
        let (&[operation, who, length], rest) = script.split_first_chunk()?;
        let (content, rest) = rest.split_at(rest.len().min(usize::from(length)));
        script = rest;
        let operation = operations[usize::from(operation) % operations.len()];
        Some(Step { operation, who: usize::from(who) % PEOPLE, content })
    })
}

impl<O> Step<'_, O> {
    /// The first bytes of the content, as a number.
    pub(crate) fn number(&self) -> u32 {
        self.content.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    /// A byte of the content, 0 where there is none.
    pub(crate) fn byte(&self, place: usize) -> u8 {
        self.content.get(place).copied().unwrap_or_default()
    }
}

/// What stands for a signature: chance finds none.
pub(crate) fn sign(key: &[u8; 32], message: &[u8]) -> [[u8; 32]; 2] {
    let folded = |offset: usize| {
        let mut half = *key;
        message.iter().enumerate().for_each(|(place, byte)| half[(place + offset) % 32] ^= byte);
        half
    };
    [folded(0), folded(1)]
}
