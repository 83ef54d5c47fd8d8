namespace Scim.Protocol.Schema;

/// <summary>
/// A complex value of a custom extension, or the extension itself: what a message is to attributes that a .proto
/// defines. Its values are in the order of its attributes.
/// </summary>
public sealed class DynamicComplex
{
    internal DynamicComplex(int attributes) => Values = new object?[attributes];

    /// <summary>A value, a list of values, or null, for each attribute.</summary>
    internal object?[] Values { get; }

    /// <summary>A copy that shares nothing that can change.</summary>
    public DynamicComplex Clone()
    {
        var copy = new DynamicComplex(Values.Length);
        for (int i = 0; i < Values.Length; i++)
        {
            copy.Values[i] = CloneValue(Values[i]);
        }

        return copy;
    }

    private static object? CloneValue(object? value) => value switch
    {
        DynamicComplex complex => complex.Clone(),
        List<object> list => list.ConvertAll(item => CloneValue(item)!),
        _ => value,
    };
}
