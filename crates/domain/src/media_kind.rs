//! What an attachment is, as far as choosing a viewer goes.

use crate::named::named_enum;

named_enum! {
    /// The family of an attachment's format, told from its bytes. Codes are in the database:
    /// append, never renumber.
    pub enum MediaKind {
        Image = 0, "image", "Image";
        Video = 1, "video", "Video";
        Audio = 2, "audio", "Audio";
        Pdf = 3, "pdf", "PDF";
        Text = 4, "text", "Text";
        Json = 5, "json", "JSON";
        /// Anything else, such as a point cloud; offered as a download.
        Other = 6, "other", "File";
    }
}
