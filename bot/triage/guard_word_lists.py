"""Words of the guard for professional writing, as pieces of patterns on lower-case text without accents. Data only.

Must never: be shown to anyone, or be read as the project's words for people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

_LITERAL: Final = re.compile(r"[a-z](?![?*{])")


def any_of(words: str) -> str:
    """One of them, « _ » standing for a space or a hyphen. The longest first; sorted by first letter, which is fast."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(set(words.split()), key=lambda word: (-len(word), word)):
        first = word[0] if _LITERAL.match(word) else ""
        groups[first].append(word[len(first) :].replace("_", "[ -]"))
    return "|".join(f"{first}(?:{'|'.join(rest)})" if first else "|".join(rest) for first, rest in groups.items())


PERSON: Final = any_of(
    r"""
    familles? jeunes? garcons? filles? meres? peres? parents? hommes? femmes? personnes? mineure?s?
    ado(?:lescente?)?s? eleves? groupes? bandes? individus? copains? copines? copine amie?s? voisine?s? freres?
    s[oe]urs? grand-?(?:mere|pere) oncle tante enfants? gamine?s? gosses? beau-pere belle-mere usagere?s? usagers?
    monsieur madame dame tuteur tutrice maman papa fratrie auteurs? agresseurs? mari conjointe? compagn(?:on|e) gars
    mec meuf public habitants? couple etudiante?s? lyceenn?e?s? collegienn?e?s?
    """
)
FAITHS: Final = any_of(
    r"""
    musulmane?s? catholiques? cathos? chretien(?:ne)?s? juifs? juives? protestante?s? evangeliques? evangelistes?
    bouddhistes? hindouistes? hindoue?s? salafistes? salafisme islamistes? rigoristes? salafie?s? soufis?
    fervente?s? pieu(?:x|se|ses) devote?s? islamisees? chiites? sunnites? athees? mormone?s? adventistes?
    pentecotistes? integristes? orthodoxe_pratiquante? agnostiques? sikhs?
    """
)
PEOPLE_ADJECTIVES: Final = any_of(
    r"""
    algerien(?:ne)?s? marocaine?s? tunisien(?:ne)?s? maghrebine?s? (?:nord-)?africaine?s? sub-?saharien(?:ne)?s?
    malien(?:ne)?s? guineen(?:ne)?s? ivoirien(?:ne)?s? senegalaise?s? congolaise?s? camerounaise?s?
    comorien(?:ne)?s? tur(?:cs?|ques?) kurdes? syrien(?:ne)?s? afghane?s? albanaise?s? kosovare?s? serbes?
    roumaine?s? bulgares? polonaise?s? ukrainien(?:ne)?s? russes? georgien(?:ne)?s? armenien(?:ne)?s? tchetchenes?
    portugaise?s? espagnole?s? italien(?:ne)?s? chinoise?s? vietnamien(?:ne)?s? pakistanaise?s? bangladaise?s?
    indien(?:ne)?s? bresilien(?:ne)?s? haitien(?:ne)?s? malgaches? mahoraise?s? reunionnaise?s? antillaise?s?
    guyanaise?s? gitane?s? roms? manouches? tziganes? yeniches? arabes? asiatiques? iranien(?:ne)?s?
    irakien(?:ne)?s? soudanaise?s? erythreen(?:ne)?s? somalien(?:ne)?s? nigerian(?:e|s|es)? angolaise?s?
    togolaise?s? beninoise?s? gabonaise?s? mauritanien(?:ne)?s? gambien(?:ne)?s? burkinabes? libyen(?:ne)?s?
    egyptien(?:ne)?s? libanaise?s? palestinien(?:ne)?s? israelien(?:ne)?s? kabyles? berberes? europeen(?:ne)?s?
    slaves? balkaniques? peules? bosniaques? macedonien(?:ne)?s? colombien(?:ne)?s? mexicaine?s? capverdien(?:ne)?s?
    sri-lankaise?s? tamoule?s? mongole?s? moldaves? anglaise?s? allemande?s? belges? rwandaise?s? rebeue?s? beure?s?
    beurettes?
    """
)
PEOPLES: Final = any_of(
    r"""
    (?<!cd-)(?<!cd_)roms? gitane?s? manouches? tziganes? romanichels? maghrebine?s? un_arabe une_arabe des_arabes
    les_arabes les_turcs des_turcs les_noirs des_noirs un_black une_black des_blacks un_rebeu des_rebeus
    les_albanais des_albanais des_roumains les_roumains un_roumain un_malien un_guineen un_ivoirien un_afghan
    des_afghans les_afghans un_algerien un_marocain un_tunisien un_turc un_noir une_algerienne une_marocaine
    une_tunisienne des_maliens des_africains un_africain une_africaine les_africains les_maghrebins des_marocains
    des_algeriens des_tunisiens un_albanais un_kosovar un_syrien une_syrienne des_syriens un_soudanais un_congolais
    une_congolaise une_camerounaise un_camerounais un_comorien un_senegalais une_senegalaise un_portugais
    des_portugais
    """
)
COUNTRIES: Final = any_of(
    r"""
    algerie l'algerie d'algerie alger oran maroc tunisie mali bamako guinee cote_d'ivoire abidjan senegal dakar
    congo rdc kinshasa cameroun comores mayotte turquie syrie afghanistan kaboul albanie kosovo serbie roumanie
    bulgarie pologne ukraine russie georgie armenie tchetchenie portugal pakistan bangladesh haiti chine vietnam
    inde iran irak soudan erythree somalie nigeria angola togo benin gabon mauritanie gambie burkina(?:_faso)? libye
    egypte liban palestine kurdistan bosnie macedoine maghreb afrique(?:_(?:noire|subsaharienne|de_l'ouest))?
    europe_de_l'est colombie bresil cap-vert sri_lanka madagascar conakry moldavie tchad niger centrafrique
    sierra_leone rwanda burundi ethiopie mongolie azerbaidjan
    """
)
PARTIES: Final = any_of(
    r"""
    cgt cfdt cftc fo sud_solidaires sud-education fsu unsa rn fn front_national rassemblement_national reconquete
    lfi insoumise?s? france_insoumise ps parti_socialiste parti_communiste pcf npa eelv (?:les_)?verts ecologistes?
    ecolos? lr republicains renaissance modem macron le_pen bardella melenchon zemmour mitterrand extreme_?droite
    extreme_?gauche gauche droite parti_politique syndicats?(?!_mixte|_des_copro) jeunes_communistes
    action_francaise lutte_ouvriere blancs? gilets_jaunes parti unef unl uni
    """
)
ORIENTED: Final = any_of(
    r"""
    homosexuel(?:le)?s? homosexualite gays? lesbiennes? bisexuel(?:le)?s? bisexualite pansexuel(?:le)?s?
    asexuel(?:le)?s? transgenres? transsexuel(?:le)?s? transidentite trans(?!_?(?:port|mission|europe))
    non_?binaires? queers? hetero(?:sexuel(?:le)?s?)? homo(?:s)? travestie?s? pedes? intersexes? gouines?
    bi_?curieux personne_lgbt jeune_lgbt
    """
)
JUDGED_NOUNS: Final = any_of(
    r"""
    faineant(?:e|s|es)? feignant(?:e|s|es)? feignasses? faineantise glandeu(?:r|se)s? paresseu(?:x|se|ses)
    menteu(?:r|se|rs|ses) mythomanes? mythos? manipulat(?:eur|rice)s? cas_soc(?:ial|iaux|s)? cassos cas'?sos
    famille_a_(?:gros_)?problemes?
    familles?_(?:lourde|problematique|pathologique|connue_des_services|dysfonctionnelle|de_cassos|defaillante|toxique|marginale)s?
    voyous? racailles? cailleras? (?:petites?_)?frappes?(?=_du_quartier) petite_frappe caids? bons?_a_rien
    bonne_a_rien mauvais_parents? mauvaise_mere mauvais_pere mere_indigne pere_indigne parents?_demissionnaires?
    mere_demissionnaire pere_demissionnaire
    parents?_(?:laxistes?|irresponsables?|toxiques?|incapables?|incompetents?|nuls) mauvaise_graine mauvaise_volonte
    mal_elevee?s? mal_eduquee?s? irrecuperables? ingerables? profiteu(?:r|se|rs|ses) un_assiste une_assistee
    des_assistes famille_d'assistes assistanat parasites? debiles? cretine?s? abrutie?s? cingle(?:e|s|es)?
    tare(?:e|s|es)? hysteriques? parano(?:iaque)?s? pervers_narcissique tire-au-flanc branleurs? branleuses?
    delinquante?s? poivrots? ivrognes? alcoolos? toxicos? un_drogue une_droguee des_drogues fille_facile aguicheuse
    allumeuse pleurnicharde? pleurnicheu(?:r|se) comedienne joue_la_comedie joue_(?:la|les)_victimes? fait_du_cinema
    fait_son_cinema fait_expres_d' l'a_bien_cherche l'a_cherche pas_une_lumiere
    pas_tres_(?:futee?|maligne?|intelligente?) pas_intelligente? limitee?_intellectuellement ne_fout_rien fout_rien
    ne_fait_aucun_effort(?!_(?:physique|sportif)) aucune_volonte aucun_effort(?!_(?:physique|sportif))
    n'en_fait_qu'a_sa_tete
    ne_veut_(?:vraiment_)?rien_(?:faire|foutre|comprendre) mauvaise_foi sans_education aucune_education immatures?
    capricieu(?:x|se|ses) egoistes? arrogante?s? insolente?s? hautaine?s? vicieu(?:x|se|ses) sournoise?s?
    hypocrites? odieu(?:x|se|ses) meprisable malhonnetes? mal_lavee?s? fouteu(?:r|se)s?_de_merde
    fouteu(?:r|se)s?_de_trouble perturbateurs? petit_con petite_conne petits_cons sale_gosse sales_gosses
    tete_a_claques boulet teigneu(?:x|se) se_victimise tendance_a_mentir tendance_a_affabuler affabulat(?:eur|rice)
    raconte_n'importe_quoi invente_des_histoires_pour ment_comme_elle_respire ment_comme_il_respire
    ment_tout_le_temps n'est_pas_nette? vulgaires? grossiere_personne petasse salope garce kleptomane
    voleu(?:r|se|rs|ses) grande_gueule peu_fiables? pas_(?:tres_)?fiables? mauvaises?_influences?
    mauvaises?_frequentations? sans_scrupules? sans_gene je-m'en-foutistes? flemmarde?s? un_rate une_ratee losers?
    minables? fourbes? perfides? calculat(?:eur|rice)s? mauvais_fond graines?_de_delinquants?
    finira_(?:mal|en_prison) peste chipie princesse enfants?_rois? enfants?_gatee?s? caracteriel(?:le)?s?
    lunatiques? simple_d'esprit attardee?s? neuneu cas_desespere irrecuperable sans_volonte manque_de_volonte
    ne_fait_pas_d'efforts? aucune_bonne_volonte profite_du_systeme abuse_du_systeme vit_aux_crochets
    mauvais_elements? elements?_perturbat(?:eur|rice)s? ment_(?:sans_arret|comme|en_permanence|souvent|constamment)
    affabule dramatise_tout exagere_toujours se_complait ne_merite_pas(?!_d'etre) cherche_les_(?:ennuis|problemes)
    l'a_(?:bien_)?merite incapables?_d'elever ne_sait_pas_elever mechancete betise stupidite feignantise paresse
    (?:menteur|voleur|violent|agressif|violente|agressive)_(?:par|de)_nature cas_(?:lourd|irrecuperable|perdu)
    pas_(?:tres_)?(?:nette?|claire?|honnete|courageu(?:x|se)|serieu(?:x|se)) tete_de_mule tete_brulee sans_avenir
    mauvaise_education depravee? debauchee? devergondee? fille_perdue mauvaises?_frequentations_assumees sale_type
    gros_nul barjot timbree?
    """
)
JUDGED: Final = any_of(
    r"""
    paumee?s? folles? fous? dingues? betes? stupides? idiote?s? nul(?:le)?s? lourde?s? penibles? insupportables?
    incapables?(?!_d) sauvages? perverse?s? tordue?s? louches? bizarres? limitee?s? simplets? simplette paresseuse
    infernal(?:e|es)? imbuvables? irresponsables? incompetente?s? mauvaise?s? mechante?s? desagreables?
    superficiel(?:le)? provocatrice provocante?s? sournois faux_jeton laxistes? demissionnaires? toxiques?
    defaillante?s? crades? negligee?s? ridicules? immoral(?:e)? malsaine?s? degenere(?:e|s)? feneante?s?
    flemmarde?s? chiante?s? relou(?:e|s)? gatee?s? pourri(?:e|s)?_gatee?s? inadmissible inacceptable execrable
    deplorable desinvolte lamentable nonchalante?s? honteu(?:x|se) pathetiques? indignes? detestables?
    antipathiques? agacante?s? mediocres? susceptibles? malpolie?s? impolie?s? irrespectueu(?:x|se|ses)
    narcissiques? colerique? nuisibles? nefastes? molle molasson(?:ne)?
    """
)
RELIGIOUS: Final = any_of(
    r"""
    temoins?_de_jehovah jehovah
    (?:porte(?:nt|r|e)?|portait|met(?:tre)?|remet|remis|retire|enleve|garde|avec)_(?:toujours_|aussi_|maintenant_|desormais_)?(?:le_|un_|son_|leur_|la_|une_)(?:voile|foulard_islamique|turban|croix)
    voilees? foulard_islamique h[i]d?jab niqab burqa jilbab djellaba abaya kippa qamis kamis
    (?:fai(?:t|re|sait|sant)|font|suit|suivent|observe|pratique|respecte|commence)_(?:le_|son_|leur_|un_)?(?:ramadan|careme|shabbat|sabbat)
    (?:fai(?:t|re|sait|sant)|font)_(?:sa|ses|la|leurs?)_prieres?
    prie_(?:cinq|5|plusieurs|tous|chaque|beaucoup|dans|souvent)
    (?:va|vont|allait|aller|frequente(?:nt)?)_(?:\w{1,12}_){0,3}(?:a_la_|a_l'|la_|l'|a_|au_|le_)(?:mosquee|eglise|synagogue|messe|temple|culte|salle_du_royaume|catechisme|ecole_coranique)
    (?:converti|convertie|conversion|convertir|se_convertit|retour)_(?:recemment_|recente_)?(?:a_l'islam|au_(?:catholicis|christianis|judais|bouddhis)me|a_la_religion)
    l'islam islam_radical (?:de|leur|sa|la)_(?:confession|religion|foi)(?!_de_reussir) convictions?_religieu\w+
    tres_religieu\w+ famille_religieu\w+ pratique_religieu\w+ jeunes?_religieu\w+
    mange(?:nt)?_(?:que_)?(?:du_)?halal ne_mangent?_pas_de_porc ne_mange_pas_de_porc pas_de_porc_pour
    mange(?:nt)?_casher radicalise(?:e|es|s)? croyante?s? pratiquante?s? baptisee?s? l'imam secte
    (?:lit|lisent|lire|apprend|recite)_(?:la_bible|le_coran|la_torah) ecole_coranique judaisme catholicisme
    proselyt\w+ (?:sa|leur|sa_premiere)_communion bar_mits?va pelerinage_a la_mecque (?:ses|leurs)_croyances
    paroisse catechisme
    """
)
STATUSES: Final = any_of(
    r"""
    (?:d')?origine_ethnique double_nationalite bination\w+ apatrides? issue?s?_de_l'immigration naturalisee?s?
    statut_de_refugie protection_subsidiaire pas_de_nationalite_francaise (?:est|sont)_pas_francaise?s?
    (?:d'|l')ethnie blediarde?s? bledarde?s? basanee?s? plutot_typee?s? peau_(?:noire|mate|foncee)
    carte_de_sejour_(?:refusee?|expiree?|perimee?) pays_d'origine
    sans_papiers(?!_(?:d'identite|du|de|pour_le|a_jour|sur)) situation_irreguliere clandestin(?:e|s|es)? oqtf
    demandeu(?:r|se)s?_d'asile demande_d'asile refugiee?s?(?!_(?:chez|dans|a|au|derriere|sous)) migrante?s?
    primo_arrivante?s? immigree?s? debou(?:tee?|tes)_de_l'asile sans_titre_de_sejour pas_de_titre_de_sejour
    titre_de_sejour_(?:refuse|perime) expulsables? gens_du_voyage francais(?:e)?_de_souche
    """
)
ENGAGED: Final = any_of(
    r"""
    milit(?:e|ent|ait) militante?s? adher(?:e|ent|ente|ents|entes) encartee?s? membres? vot(?:e|ent|ait|er|ee)
    sympathisante?s? elect(?:eur|rice)s? partisane?s? soutien(?:t|nent)? proches? engagee?s? representante?s?
    deleguee?s? elue?s? candidate?s? fan ideologie idees discours propagande inscrite?s? tract(?:e|s|ent)?
    syndiquee?s? carte meetings? jeunesses? section mouvement
    """
)
OPINIONS: Final = any_of(
    r"""
    (?:idees|opinions?|convictions?|engagement|militantisme|activites?|orientations?|positions?)_(?:tres_)?politiques?
    politiquement (?:tres_)?politisee?s? militante?_politique d'extreme_(?:droite|gauche)
    l'extreme_(?:droite|gauche) extreme_(?:droite|gauche) anarchistes? communistes? royalistes? fascistes? fachos?
    gauchistes? gauchos? complotis(?:te|tes|me) conspirationnistes? anti_?vax anti_?systeme trotskistes? maoistes?
    nationalistes? souverainistes? survivalistes? antifas? zadistes? gilets?_jaunes? black_blocs? neo_?nazis?
    islamo_gauchistes? antispecistes? independantistes? pro_?palestinien(?:ne)?s? sionistes? insoumise?s?
    macronistes? lepenistes? melenchonistes? zemmouristes? monarchistes? anticapitalistes? marxistes? skinheads?
    syndicalistes? syndiquee?s?
    (?:famille|parents|mere|pere|jeune|garcon|fille|est|sont)_(?:plutot_|tres_|clairement_|identitaire_)?(?:de_gauche|de_droite|identitaires?|socialistes?|ecolos?)
    (?:tres|plutot|assez|clairement|marquee?s?|ancree?s?)_a_(?:gauche|droite)(?!_(?:de|du|en|sur))
    (?:oppose|opposee|hostile)_au_gouvernement contre_le_gouvernement
    vot(?:e|ent|ait)_(?:a_|pour_|blanc|utile|vert|ecolo|toujours|extreme)(?:gauche|droite|les_verts|les_ecologistes)?
    colle(?:nt)?_des_affiches anti_?(?:macron|gouvernement|capitaliste|republicain)
    (?:participe|participent|va|manifeste)_(?:souvent_)?(?:a_des|aux|dans_les|contre)_(?:manifs|manifestations|blocages|le_gouvernement|la_reforme)
    deleguee?_syndicale? activite_syndicale engagement_syndical mandat_syndical
    (?:dans|a|au)_(?:un|le|son)_syndicat(?!_(?:mixte|des_copro|de_copro|d'initiative|intercommunal))
    """
)
INTIMATE: Final = any_of(
    r"""
    coming_out (?:orientation|identite)_(?:sexuelle|de_genre) dysphorie_de_genre transition_(?:de_genre|hormonale)
    change(?:ment|r|e)?_de_(?:sexe|genre)
    attiree?s?_(?:sexuellement_)?par_les_(?:garcons|filles|hommes|femmes|deux_sexes)
    (?:prefere|aime)_les_(?:garcons|filles|hommes|femmes) ne_dans_le_mauvais_corps
    (?:il|elle)_se_sent_(?:plutot_)?(?:un_|une_)?(?:fille|garcon|homme|femme)(?!_de_menage) se_genre_au
    (?:elle|il)_est_bi
    genre_fluide gender_?fluid pronoms?_(?:masculins?|feminins?|neutres?|iel) megenree? deadname
    elle_a_une_petite_(?:amie|copine) il_a_un_petit_(?:ami|copain) relations?_homosexuel\w+ preferences?_sexuelles?
    (?:questionnement|s'interroge|interrogations?|questions?)_(?:sur_son|de|sur_le)_genre(?!_et_l)
    assignee?_(?:fille|garcon)
    nee_(?:garcon|homme) ne_(?:fille|femme) effeminee? garcon_manque
    (?:prend|sous|traitement|prendre)_(?:des_|d'|un_traitement_)?hormon\w+(?!_(?:pour_la_thy|de_crois|thyr))
    parcours_de_transition
    ne_se_reconnait_pas_dans_son_(?:sexe|corps|genre) (?:de|du)_meme_sexe (?:sa|leur)_(?:vie_sexuelle|sexualite)
    vie_sexuelle_active
    relations_(?:amoureuses_|intimes_)?avec_des_(?:filles_et_des_garcons|garcons_et_des_filles|hommes_et_des_femmes)
    (?:elle|mere|fille|tante|s[oe]ur)_(?:sort|vit|est_en_couple|couche|vit_en_couple)_avec_une_(?:autre_)?(?:fille|femme)(?!_qui)
    il_(?:[\w']{1,10}_){0,5}(?:de|avec|voit|a|rejoint)_son_(?:petit_(?:copain|ami)|amoureux)
    elle_(?:[\w']{1,10}_){0,5}(?:de|avec|voit|a|rejoint)_sa_(?:petite_(?:copine|amie)|amoureuse)
    (?:il|pere|fils|garcon|frere|oncle)_(?:sort|vit|vit_en_couple|est_en_couple|couche)_avec_un_(?:autre_)?(?:garcon|homme|mec)
    """
)
VERY: Final = any_of(
    r"""
    est sont etait etaient reste restent semble semblent parait demeure devient serait fut tres trop vraiment assez
    plutot un_peu completement totalement particulierement franchement toujours un une des de_vrais? vraie?s?
    gros(?:se)? petite?s? aussi juste clairement sacree? tellement bien si souvent egalement parfois visiblement
    carrement simplement et ou mais \w{3,12}e?s?_et
    """
)
"""May stand between a person and what is said of them."""
NOT_A_PERSON: Final = any_of(
    r"""
    situation bruit douleur chaleur odeur ambiance attente vie effets? camping rodeos? depots? nuit vent musique
    temps travail trajet silence conditions? lit canape chien chat fenetre porte voisinage course film cinema date
    chemise tenue question resultat logement appartement maladie fievre insulte
    """
)
REPORTED: Final = any_of(
    r"""
    insult\w* propos injur\w+ traitee?s?_(?:[\w']{1,12}_)?de traitent?_(?:de|d')
    (?:le|la|les|l'|se_font|se_fait|fait|etre|ete|ont|a|me|t')_?trait(?:e|er|ent|ait|aient|ee?s?) moquer\w*
    raci(?:sme|ste)s? discrimin\w+ tags? taguee?s? inscriptions? graffitis? slogans? surnomm\w+ se_plai(?:nt|gnent)
    jetee?s? cri(?:e|er|ent|aient|ait) hurl\w+ degradee?_par vise\w* (?:des|les|une|d'|deux|trois)_?affiches?
    rumeurs? l'appell?ent qualifi\w+ se_fait_appeler ateliers? intervention_sur campagne debat formation_sur
    sensibilis\w+ expo\w*
    """
)
"""What somebody else said or did: the words after it are facts."""
OWN_WORDS: Final = any_of(
    r"""
    se_(?:dit|sent|decrit|trouve|considere|traite|juge|croit|voit|qualifie|demande) impression_d'etre peur_d'etre
    peur_de_passer_pour sentiment_d'etre ne_veut_pas_etre passer_pour prise?_pour n'est_pas ne_sont_pas
    etre_vue?_comme accusee?_d'etre qu'on_le_prenne_pour
    """
)
"""The person speaks of themselves, or of what others may think."""
