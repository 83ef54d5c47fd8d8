namespace Scim.Storage.Bson;

/// <summary>
/// The names of elements in stored documents. A proto field's name is stored as it is. The name of a custom extension
/// (a URN) or of its attributes may hold a dot or begin with a dollar sign, which mean something else in an update's
/// path: <c>%</c>, <c>.</c> and <c>$</c> are stored as <c>%25</c>, <c>%2E</c> and <c>%24</c>, so that every path is
/// one that <c>$set</c> and <c>$unset</c> can name.
/// </summary>
internal static class StoredName
{
    public static string Escape(string name) => name.AsSpan().IndexOfAny("%.$\0") < 0
        ? name
        : name.Replace("%", "%25", StringComparison.Ordinal)
            .Replace(".", "%2E", StringComparison.Ordinal)
            .Replace("$", "%24", StringComparison.Ordinal)
            .Replace("\0", "%00", StringComparison.Ordinal);
}
