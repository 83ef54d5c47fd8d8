namespace Scim.Provisioning.Mappings;

/// <summary>A function that expressions may call.</summary>
/// <param name="Name">Its name; case is ignored where it is called.</param>
/// <param name="Least">The least number of arguments.</param>
/// <param name="Most">The greatest number of arguments.</param>
/// <param name="Apply">Its value.</param>
internal sealed record MappingFunction(
    string Name, int Least, int Most, Func<IReadOnlyList<MappingExpression>, SourceValues, object?> Apply);
