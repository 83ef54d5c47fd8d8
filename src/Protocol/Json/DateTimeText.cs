using System.Buffers.Text;

namespace Scim.Protocol.Json;

/// <summary>Points in time as xsd:dateTime (RFC 7643 section 2.3.5) in UTF-8.</summary>
internal static class DateTimeText
{
    /// <summary>The length of the longest text that <see cref="Format"/> writes.</summary>
    public const int MaxLength = 24;

    private const int MaxOffset = 14 * 60;

    /// <summary>
    /// Reads <c>yyyy-MM-ddTHH:mm:ss</c> with any number of decimals, and <c>Z</c>, an offset, or nothing, which means UTC.
    /// What is finer than a millisecond is cut off. False for anything else.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        int year = Digits(text[..4]), month = Digits(text[5..7]), day = Digits(text[8..10]);
        int hour = Digits(text[11..13]), minute = Digits(text[14..16]), second = Digits(text[17..19]);
        if ((year | month | day | hour | minute | second) < 0 || year == 0 || month is 0 or > 12 || day == 0 || hour > 23 || minute > 59
            || second > 59 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        text = text[19..];
        if (!TryReadMilliseconds(ref text, out int milliseconds) || !TryReadOffset(text, out int offset))
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, hour, minute, second, milliseconds).Ticks - (offset * TimeSpan.TicksPerMinute);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>Writes a time in UTC with <c>Z</c>, and three decimals where there are milliseconds; returns the length.</summary>
    public static int Format(DateTimeOffset value, Span<byte> text)
    {
        DateTime time = value.UtcDateTime;
        Put(text, time.Year, 4);
        text[4] = (byte)'-';
        Put(text[5..], time.Month, 2);
        text[7] = (byte)'-';
        Put(text[8..], time.Day, 2);
        text[10] = (byte)'T';
        Put(text[11..], time.Hour, 2);
        text[13] = (byte)':';
        Put(text[14..], time.Minute, 2);
        text[16] = (byte)':';
        Put(text[17..], time.Second, 2);
        int length = 19;
        if (time.Millisecond != 0)
        {
            text[length] = (byte)'.';
            Put(text[(length + 1)..], time.Millisecond, 3);
            length += 4;
        }

        text[length] = (byte)'Z';
        return length + 1;
    }

    private static bool TryReadMilliseconds(ref ReadOnlySpan<byte> text, out int milliseconds)
    {
        milliseconds = 0;
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }

        int digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length - 1 : digits;
        for (int i = 0; i < 3; i++)
        {
            milliseconds = (milliseconds * 10) + (i < digits ? text[i + 1] - '0' : 0);
        }

        text = text[(digits + 1)..];
        return digits > 0;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || (text.Length == 1 && (text[0] | 0x20) == 'z'))
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        int hour = Digits(text[1..3]), minute = Digits(text[4..6]);
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return hour >= 0 && minute is >= 0 and < 60 && Math.Abs(minutes) <= MaxOffset;
    }

    private static int Digits(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(text, out int value, out int _) ? value : -1;

    private static void Put(Span<byte> text, int value, int digits)
    {
        for (int i = digits - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
