//! What several tests share. Knows the generated client; knows nothing of the generator.
