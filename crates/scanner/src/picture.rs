use crate::MOST_PIXELS;

/// The brightness of pixels, row after row; as many as width and height say, and at least one.
#[derive(Clone)]
pub(crate) struct Picture {
    luma: Vec<u8>,
    width: usize,
    height: usize,
}

impl Picture {
    pub(crate) fn new(luma: &[u8], width: usize, height: usize) -> Option<Self> {
        let pixels = width.checked_mul(height).filter(|pixels| (1..=MOST_PIXELS).contains(pixels))?;
        (pixels == luma.len()).then(|| Self { luma: luma.to_vec(), width, height })
    }

    pub(crate) fn luma(&self) -> &[u8] {
        &self.luma
    }

    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    pub(crate) const fn height(&self) -> usize {
        self.height
    }

    /// Black and white, each pixel judged by what surrounds it: a shadow across a code does not hide it.
    pub(crate) fn evenly_lit(&self) -> Self {
        let reach = (self.width.min(self.height) / 16).max(4);
        let sums = Sums::of(self);
        let mut luma = Vec::with_capacity(self.luma.len());
        for y in 0..self.height {
            for x in 0..self.width {
                let (sum, count) = sums.around(x, y, reach);
                // Somewhat darker than its surroundings, so that noise on white paper stays white.
                let dark = u64::from(self.luma[y * self.width + x]) * count * 16 < sum * 15;
                luma.push(if dark { 0 } else { 255 });
            }
        }
        Self { luma, ..*self }
    }

    /// Half as wide and high, each pixel the mean of four: noise fades, and edges close up.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        if width == 0 || height == 0 {
            return self.clone();
        }
        let at = |x: usize, y: usize| u16::from(self.luma[y * self.width + x]);
        let mut luma = Vec::with_capacity(width * height);
        for y in (0..2 * height).step_by(2) {
            for x in (0..2 * width).step_by(2) {
                let sum = at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1);
                // The mean of four bytes is a byte.
                luma.push((sum / 4) as u8);
            }
        }
        Self { luma, width, height }
    }

    /// Light for dark: the code of a page shown in dark colours.
    pub(crate) fn inverted(&self) -> Self {
        Self { luma: self.luma.iter().map(|brightness| 255 - brightness).collect(), ..*self }
    }
}

/// The sum of all pixels above and to the left of each corner between pixels.
struct Sums {
    sums: Vec<u32>,
    width: usize,
    height: usize,
}

impl Sums {
    /// No sum exceeds 255 times [`MOST_PIXELS`], which is below 2^32.
    fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width, picture.height);
        let mut sums = vec![0; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += u32::from(picture.luma[y * width + x]);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        Self { sums, width, height }
    }

    /// The sum of the square around a pixel, as far as it lies within the picture, and how many it covers.
    fn around(&self, x: usize, y: usize, reach: usize) -> (u64, u64) {
        let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(self.width));
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
        let corner = |x: usize, y: usize| u64::from(self.sums[y * (self.width + 1) + x]);
        let sum = corner(right, bottom) + corner(left, top) - corner(left, bottom) - corner(right, top);
        (sum, ((right - left) * (bottom - top)) as u64)
    }
}
