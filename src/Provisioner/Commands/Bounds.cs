using System.CommandLine.Parsing;

namespace Scim.Provisioning.Commands;

/// <summary>Checks of numbers on the command line.</summary>
internal static class Bounds
{
    public static void AtLeast<T>(OptionResult result, T least)
        where T : struct, IComparable<T>
    {
        if (result.GetValueOrDefault<T>() is var value && value.CompareTo(least) < 0)
            result.AddError($"{result.Option.Name} is {value}; it has to be {least} or more.");
    }
}
