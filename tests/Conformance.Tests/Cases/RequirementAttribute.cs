namespace Scim.Conformance.Tests.Cases;

/// <summary>
/// Marks a static method <c>Task Name(CaseTenant, CancellationToken)</c> as a case: what requests one after the other
/// cannot show.
/// </summary>
/// <param name="place">Suite, section and name: <c>rfc7644/3.5.2/parallel-patches</c>.</param>
/// <param name="level">MUST, SHOULD, MAY or CLIENT.</param>
/// <param name="requirement">The sentence that asks for it.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequirementAttribute(string place, string level, string requirement) : Attribute
{
    public string Place => place;

    public string Level => level;

    public string Requirement => requirement;
}
