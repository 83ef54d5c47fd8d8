using System.CommandLine.Parsing;
using System.Globalization;

namespace Scim.Provisioning.Commands;

/// <summary>Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>40m</c>, <c>12h</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            string number = text[..^unit.Length];
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)) continue;
            if (count > TimeSpan.FromDays(3650) / length) continue;

            duration = length * count;
            return true;
        }

        duration = default;
        return false;
    }

    /// <summary>For an option's value; a wrong one is an error of the command line.</summary>
    public static TimeSpan Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (TryParse(text, out TimeSpan duration)) return duration;
        result.AddError($"'{text}' is not a duration; write 250ms, 30s, 40m, 12h or 7d.");
        return default;
    }

    public static string Format(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0} ms",
        { TotalMinutes: < 1 } => $"{duration.TotalSeconds:0.0} s",
        { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };
}
