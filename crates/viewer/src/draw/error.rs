//! Why the scene cannot be shown.

use three_d::core::CoreError;

use crate::cloud::CloudError;

/// Why the scene cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewerError {
    /// The browser took the graphics card away: wait for `webglcontextrestored`, then call
    /// [`super::Viewer::restore`]. The browser gives it back only if `webglcontextlost` was
    /// prevented.
    #[error("the browser took the graphics card away; it gives it back by `webglcontextrestored`")]
    ContextLost,
    /// The context is not that of a canvas in a page.
    #[error("the WebGL context has no canvas; take it from a `<canvas>` of the page")]
    NoCanvas,
    /// The graphics card has no room.
    #[error("the graphics card has no room for {bytes} bytes of points; show fewer points")]
    OutOfMemory {
        /// How much was asked for.
        bytes: usize,
    },
    /// A column of the cloud does not fit.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// The browser's WebGL refused a program or a context.
    #[error("WebGL: {0}")]
    WebGl(#[from] CoreError),
}
