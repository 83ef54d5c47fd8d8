using System.Text;

namespace Scim.EmbeddedMongo.Query;

/// <summary>A dotted path, split once, its names in UTF-8 as documents hold them.</summary>
internal sealed class FieldPath
{
    private readonly byte[][] _names;

    public FieldPath(string text)
    {
        Text = text;
        Parts = text.Split('.');
        _names = [.. Parts.Select(Encoding.UTF8.GetBytes)];
    }

    public string Text { get; }

    public IReadOnlyList<string> Parts { get; }

    public int Length => _names.Length;

    public bool IsDotted => _names.Length > 1;

    public ReadOnlySpan<byte> this[int index] => _names[index];

    /// <summary>Whether one of the parts could be an array index.</summary>
    public bool HasIndex => Parts.Any(IsIndex);

    public static bool IsIndex(string part) =>
        part.Length is > 0 and < 10 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0');

    public override string ToString() => Text;
}
