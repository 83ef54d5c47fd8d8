using System.Globalization;

namespace Scim.Protocol.Text;

/// <summary>
/// Simple case folding and canonical composition of one pinned Unicode version, read once from case-fold.txt.
/// The runtime's own tables are not used: string.Normalize changes nothing under InvariantGlobalization, and
/// with ICU the answer depends on the machine.
/// </summary>
internal sealed class UnicodeTables
{
    private readonly char[] _lowFolds = new char[LowLimit];
    private readonly Dictionary<int, int> _folds = new(1600);
    private readonly Dictionary<int, int[]> _decompositions = new(2200);
    private readonly Dictionary<(int First, int Second), int> _composites = new(1000);
    private readonly Dictionary<int, byte> _classes = new(1000);
    private readonly HashSet<int> _unstable = new(2200);

    private UnicodeTables()
    {
        for (int i = 0; i < _lowFolds.Length; i++) _lowFolds[i] = (char)i;
        using Stream stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("case-fold.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line[0] != '#') Read(line.Split(' '));
        for (int jamo = 0x1161; jamo <= 0x1175; jamo++) _unstable.Add(jamo);
        for (int jamo = 0x11A8; jamo <= 0x11C2; jamo++) _unstable.Add(jamo);
    }

    /// <summary>Characters under this bound fold one to one and never compose with each other.</summary>
    public const int CompositionStart = 0x300;

    private const int LowLimit = 0x590;

    public static UnicodeTables Instance { get; } = new();

    /// <summary>Folds a character under <see cref="CompositionStart"/>.</summary>
    public char FoldLow(char value) => _lowFolds[value];

    public int Fold(int point) => point < LowLimit ? _lowFolds[point] : _folds.GetValueOrDefault(point, point);

    /// <summary>Whether a text with this code point may not be in NFC; a text without any such code point is.</summary>
    public bool MayChange(int point) => point >= CompositionStart && _unstable.Contains(point);

    /// <summary>The full canonical decomposition, or null for a code point that has none.</summary>
    public int[]? Decompose(int point) => _decompositions.GetValueOrDefault(point);

    /// <summary>The order of the canonical combining class, 0 for a starter.</summary>
    public byte Class(int point) => point < CompositionStart ? (byte)0 : _classes.GetValueOrDefault(point);

    public bool TryCompose(int first, int second, out int composite) => _composites.TryGetValue((first, second), out composite);

    private void Read(string[] parts)
    {
        int point = Hex(parts[1]);
        switch (parts[0])
        {
            case "F":
                if (point < LowLimit) _lowFolds[point] = (char)Hex(parts[2]);
                else _folds.Add(point, Hex(parts[2]));
                break;
            case "P":
                (int first, int second) = (Hex(parts[2]), Hex(parts[3]));
                _composites.Add((first, second), point);
                _unstable.Add(second);
                _decompositions.Add(point, [first, second]);
                break;
            case "D":
                _decompositions.Add(point, [.. parts[2..].Select(Hex)]);
                _unstable.Add(point);
                break;
            default:
                for (int mark = point; mark <= Hex(parts[2]); mark++)
                {
                    _classes.Add(mark, byte.Parse(parts[3], CultureInfo.InvariantCulture));
                    _unstable.Add(mark);
                }

                break;
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
