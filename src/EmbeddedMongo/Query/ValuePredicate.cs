using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>A test of a single value.</summary>
internal abstract class ValuePredicate
{
    /// <summary>False for the tests of an array as a whole.</summary>
    public virtual bool TraversesArrays => true;

    public abstract bool Matches(BsonSlice value);
}
