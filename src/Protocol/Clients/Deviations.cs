using Scim.Protocol.Errors;

namespace Scim.Protocol.Clients;

/// <summary>What a request has beyond the RFCs that is not tolerated, to be told together.</summary>
/// <param name="tolerated">What is.</param>
/// <param name="ofNames">The scimType of a wrong name: it depends on where the name stands.</param>
internal sealed class Deviations(Tolerance tolerated, ScimErrorType ofNames = ScimErrorType.InvalidSyntax)
{
    private const int Most = 20;

    private readonly List<(Tolerance Kind, string Sentence)> _found = [];

    /// <summary>Notes a deviation, unless it is tolerated.</summary>
    public void Note(Tolerance kind, string sentence)
    {
        if (!tolerated.HasFlag(kind)) _found.Add((kind, sentence));
    }

    /// <summary>Refuses the request if there is any.</summary>
    /// <exception cref="ScimException">400 with the scimType of the first.</exception>
    public void Refuse()
    {
        if (_found.Count > 0) throw ScimException.Of(Type(_found[0].Kind), string.Join(' ', _found.Take(Most).Select(item => item.Sentence)));
    }

    private ScimErrorType Type(Tolerance kind) => kind switch
    {
        _ when ofNames == ScimErrorType.InvalidFilter => ScimErrorType.InvalidFilter,
        Tolerance.Names => ofNames,
        Tolerance.ReadOnlyValues => ScimErrorType.Mutability,
        Tolerance.Shapes or Tolerance.QuotedValues or Tolerance.EmptyText => ScimErrorType.InvalidValue,
        _ => ScimErrorType.InvalidSyntax,
    };
}
