using System.Globalization;

namespace Scim.Storage.Resources;

/// <summary>Versions as weak entity tags, <c>W/"7"</c> (RFC 7644 section 3.14).</summary>
public static class EntityTag
{
    /// <summary>The tag of a version.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    /// <summary>The same for a version that is at hand as a tag.</summary>
    public static bool Names(string condition, string tag) =>
        long.TryParse(tag.AsSpan(tag.IndexOf('"', StringComparison.Ordinal) + 1).TrimEnd('"'), CultureInfo.InvariantCulture, out long version)
        && Names(condition, version);

    /// <summary>
    /// Whether a condition, the value of an If-Match or If-None-Match header, names a version: <c>*</c> names every
    /// one; a list of tags those in it, weak or strong.
    /// </summary>
    public static bool Names(string condition, long version)
    {
        Span<char> number = stackalloc char[20];
        version.TryFormat(number, out int length, provider: CultureInfo.InvariantCulture);
        foreach (Range range in condition.AsSpan().Split(','))
        {
            ReadOnlySpan<char> tag = condition.AsSpan(range).Trim();
            if (tag is "*") return true;
            if (tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase)) tag = tag[2..];
            if (tag.Trim('"').SequenceEqual(number[..length])) return true;
        }

        return false;
    }
}
