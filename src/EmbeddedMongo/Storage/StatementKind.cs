namespace Scim.EmbeddedMongo.Storage;

/// <summary>The statements that every collection table (documents) or index table (keys) has.</summary>
internal enum StatementKind
{
    Get,
    Insert,
    Update,
    Delete,
    ScanForward,
    ScanBackward,
    InsertKey,
    DeleteKey,
    FindKey,
    FindOther,
    RangeForward,
    RangeBackward,
    CountRange,
    Count,
}
