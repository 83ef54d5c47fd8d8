namespace Scim.EmbeddedMongo.Query;

/// <summary>The comparison operators; $ne is the negation of Equal.</summary>
internal enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
