//! The picture that the points are drawn into, which keeps between frames.

use three_d::core::{
    ClearState, Context, DepthTexture2D, Interpolation, RenderTarget, Texture2D, Wrapping,
};

/// Colour and depth of the points alone, as large as the canvas.
pub struct CloudPicture {
    pub color: Texture2D,
    pub depth: DepthTexture2D,
    /// The frame buffer's three-d wrapper is made for each use; the textures are what lasts.
    size: [u32; 2],
}

impl CloudPicture {
    /// `size` is device pixels.
    pub fn new(context: &Context, [width, height]: [u32; 2]) -> Self {
        Self {
            color: Texture2D::new_empty::<[u8; 4]>(
                context,
                width,
                height,
                Interpolation::Nearest,
                Interpolation::Nearest,
                None,
                Wrapping::ClampToEdge,
                Wrapping::ClampToEdge,
            ),
            depth: DepthTexture2D::new::<f32>(
                context,
                width,
                height,
                Wrapping::ClampToEdge,
                Wrapping::ClampToEdge,
            ),
            size: [width, height],
        }
    }

    pub fn has_size(&self, size: [u32; 2]) -> bool {
        self.size == size
    }

    /// Empties the picture.
    pub fn clear(&self) {
        self.target()
            .clear(ClearState::color_and_depth(0.0, 0.0, 0.0, 0.0, 1.0));
    }

    /// What draws into it.
    pub fn target(&self) -> RenderTarget<'_> {
        RenderTarget::new(
            self.color.as_color_target(None),
            self.depth.as_depth_target(),
        )
    }
}
