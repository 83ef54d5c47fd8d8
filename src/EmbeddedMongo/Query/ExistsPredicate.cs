using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>The field is there, whatever its value.</summary>
internal sealed class ExistsPredicate : ValuePredicate
{
    public static ExistsPredicate Instance { get; } = new();

    public override bool Matches(BsonSlice value) => !value.IsMissing;
}
