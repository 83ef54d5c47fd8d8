namespace Scim.EmbeddedMongo.Storage;

/// <summary>SQLite refused: the file cannot be opened or is damaged, the disk is full. The message is a sentence for people.</summary>
internal sealed class StorageException(int resultCode, string message) : Exception(message)
{
    /// <summary>SQLite's extended result code.</summary>
    public int ResultCode { get; } = resultCode;
}
