using System.Globalization;

namespace Scim.Provisioning.Load;

/// <summary>The shares of the kinds of requests.</summary>
internal sealed class LoadMix
{
    /// <summary>What an incremental cycle of a company with many changes looks like.</summary>
    public const string Default = "lookup=30,get=25,update=20,member=12,create=6,disable=4,group=2,delete=1";

    private readonly (LoadRequestKind Kind, double Upper)[] _shares;

    private LoadMix((LoadRequestKind, double)[] shares) => _shares = shares;

    /// <summary>Reads <c>kind=weight,…</c>; a <see cref="FormatException"/> says what is wrong.</summary>
    public static LoadMix Parse(string text)
    {
        var weights = new List<(LoadRequestKind Kind, double Weight)>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=', StringSplitOptions.TrimEntries);
            bool isNumber = double.TryParse(pair[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight);
            if (pair.Length != 2 || !isNumber || !Enum.TryParse(pair[0], ignoreCase: true, out LoadRequestKind kind) || char.IsDigit(pair[0][0]))
            {
                string kinds = string.Join(", ", Enum.GetNames<LoadRequestKind>()).ToLowerInvariant();
                throw new FormatException($"'{part}' is not kind=weight; the kinds are {kinds}.");
            }

            weights.Add((kind, weight));
        }

        double sum = weights.Sum(item => item.Weight), upper = 0;
        if (sum <= 0) throw new FormatException("The mix has no weight.");
        return new LoadMix([.. weights.Select(item => (item.Kind, upper += item.Weight / sum))]);
    }

    /// <summary>The kind for a random number from 0 to 1.</summary>
    public LoadRequestKind Pick(double chance)
    {
        foreach ((LoadRequestKind kind, double upper) in _shares)
        {
            if (chance < upper) return kind;
        }

        return _shares[^1].Kind;
    }
}
