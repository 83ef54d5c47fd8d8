namespace Scim.Provisioning.Mappings;

/// <summary>An expression of the mapping as a tree; its value is a string, a bool, an array of strings, or null.</summary>
internal abstract record MappingExpression
{
    public abstract object? Evaluate(SourceValues source);

    /// <summary>The value as text; Entra's functions work on texts, and its booleans read True and False.</summary>
    public string? Text(SourceValues source) => AsText(Evaluate(source));

    public static string? AsText(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "True" : "False",
        string[] list => string.Join(';', list),
        _ => value.ToString(),
    };
}
