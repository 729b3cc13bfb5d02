"""Turns of phrase that judge a person, and adjectives that do so after « il est ». Patterns only.

On lower-case text without accents, as in guard_word_lists. Must never: hold a word for what a person suffers or needs
(« triste », « fatiguée », « isolé »), or be shown to anyone.
"""

from __future__ import annotations

from typing import Final

from bot.triage.guard_word_lists import any_of

ADJECTIVES: Final = any_of(
    r"""
    ingrate?s? meprisante?s? effrontee?s? tetue?s? bornee?s? butee?s? egocentriques? nombrilistes?
    orgueilleu(?:x|se|ses) pretentieu(?:x|se|ses) vaniteu(?:x|se|ses) rancunier rancuniere hargneu(?:x|se|ses)
    aigrie?s? cyniques? apathiques? amorphes? mou mous niaise?s? nia(?:is|ise) credules? sote?s? sotte?s?
    incultes? ignares? simplet(?:te)?s? benets? psychopathes? sociopathes? schizos? louches? irreflechie?s?
    asociale?s? asociaux antisociale?s? marginale?s? instables? superficielle?s? negligente?s? desequilibree?s?
    detraquee?s? derangee?s? inadaptee?s? repoussante?s? repugnante?s? crasseu(?:x|se|ses) sales? degueulasses?
    puante?s? moches? laide?s? vulgaires? obscenes? pervers(?:e|es)? tordue?s? vicelards? etouffante?s?
    intrusi(?:f|ve|ves|fs) castratrices? possessi(?:f|ve)s? hysterique[s]? excessi(?:f|ve|ves|fs) geignarde?s?
    plaintive plaintif pleurnicharde?s? capricieu(?:x|se)s? tyranniques? despotiques? autoritaires?
    abusi(?:f|ve)s? menteu(?:r|se)s? malsaine?s? vena(?:l|le|ux) cupides? interessee?s_par_l'argent avares?
    radine?s? depensiere?s? depensier rustres? grossi(?:er|ere|ers) brutes? primaires? arrieree?s? retardee?s?
    demeuree?s? imbeciles? conne?s? cons? couillons? neuneus? bouchee?s? ramollie?s? inertes?
    passi(?:f|ve|fs|ves)s? lymphatiques? inconsistante?s? legeres? immoraux perturbatrice?s? nevrosee?s? nevroses
    fanfarons? vantarde?s? frimeu(?:r|se)s? craneurs? sans_gene impoli(?:e|s|es)? rebelles? insoumise?s_a_toute
    desobeissante?s? dissipee?s? ingerables? intenables? infernale?s? infernaux imbuvables? infectes? invivables?
    antipathiques? desagreables? revechs? acariatres? bizarres? irresponsables? incompetentes? ineptes?
    improductive?s? fumistes? tricheu(?:r|se)s? roublarde?s? rusee?s? magouilleu(?:r|se)s?
    """
)

JUDGEMENT: Final = (
    r"(?:il|elle|ils|elles|jeune|mere|pere|parents|gamine?|garcon|fille|famille|usagere?|eleve)s? (?:ne |n'|se |s'"
    r"|en |y |nous |leur )*"
    r"(?:ment(?:ent)?|manipule(?:nt)?|exagere(?:nt)?|profite(?:nt)? (?:du systeme|des (?:autres|gens|aides)"
    r"|de (?:tout|tous|nous|la (?:situation|gentillesse|faiblesse)|sa mere|son pere|ses parents))|simule(?:nt)?"
    r"|dramatise(?:nt)?|provoque(?:nt)? (?:sans|tout|expres)"
    r"|abuse(?:nt)? (?:du systeme|des autres|de (?:tout|la (?:situation|gentillesse|confiance)))|triche(?:nt)?"
    r"|affabule(?:nt)?|joue(?:nt)? (?:de (?:sa|son)|les (?!matchs?)|la (?:victime|comedie|malade|belle))"
    r"|traine(?:nt)? (?:sa|des|les|ses|leur)|fabule(?:nt)?)"
    r"(?! (?:au foot|aux? jeux|foot|basket|guitare|a ))"
    r"|(?:pas|peu|guere|jamais|ni) (?:du tout |tres |bien |franchement |vraiment |toujours )?(?:honnetes?|fiables?"
    r"|intelligente?s?|recommandables?|courageu(?:x|se|ses)"
    r"|motivee?s?|evoluee?s?|sympathiques?|futee?s?|malin|maligne|propres?(?= sur)|dignes?|credibles?|sinceres?"
    r"|francs?|franches?|nette?s?|interessante?s?|commode|finaude?s?|dou[ex]e?s? pour)"
    r"|(?:manque|absence|defaut) (?:total|totale|flagrante?|cruelle?|evidente?|complete?|manifeste|absolue?|chronique"
    r"|certaine?|patente?)s? (?:de |d')"
    r"(?:motivation|respect|volonte|serieux|maturite|education|courage|effort|savoir|hygiene|empathie|intelligence"
    r"|bonne|politesse|franchise|investissement|implication)"
    r"|aucune? (?:sens de|volonte|motivation|effort(?! physique| sportif)|education|savoir|respect|empathie|moralite"
    r"|morale|scrupules?|serieux|maturite|courage|dignite|gratitude|avenir|ambition|interet a (?:le|la)"
    r"|remise en question|reconnaissance|valeur|limite|intelligence|bon sens|parole)"
    r"|incapables? (?:de |d')(?:s'occuper|gerer|se tenir|tenir (?:sa|son|une)|elever|eduquer|se prendre|la moindre"
    r"|rien|faire un effort|dire la verite|mener|etre|se remettre|reflechir|assumer|se controler)"
    r"|(?:caractere|temperament|personnalite|mentalite|hygiene|comportement|attitude|moralite|moeurs|m[o]eurs"
    r"|conduite|allure|tenue|reputation|langage|education) "
    r"(?:execrable|de cochon|detestable|insupportable|impossible|toxique|manipulat\w+|perverse?|malsaine?|douteuse?"
    r"|deplorable|repoussante?|lamentable|legeres?|defaillante?|inadmissible|"
    r"odieu(?:x|se)|infecte?|mediocre|pathologique|antipathique|sournoise?|vicieu(?:x|se)|fourbe|narcissique|tordue?"
    r"|puerile|enfantine?|d'assiste|de (?:voyou|victime|gamin|profiteur|diva|princesse|parasite|caid|racaille))"
    r"|(?:famille|mere|pere|parents?|jeune|gamine?|foyer|couple|fratrie|milieu|fille|garcon|usagere?) (?:a problemes?"
    r"|de (?:fous|tares|cassos|voleurs|voyous|menteurs|bons a rien|profiteurs)|tuyau de poele|peu recommandables?"
    r"|dysfonctionnel(?:le)?s?|chaotiques?|bancale?s?|lourde?s?|pathogenes?|carencee?s?|toxiques?|nefastes?"
    r"|desastreu(?:x|se)|indignes?|facile|legere|de mauvaise vie|qui (?:ne )?(?:fout|cherche|ment|profite|abuse)\b)"
    + "|"
    + any_of(
        r"""
        cas_(?:desesperee?|perdu|irrecuperable|lourd|social|soc|sociaux|difficile)
        rien_dans_(?:la_tete|le_crane|le_ventre) se_fait_passer_pour
        de_nature_(?:violente|agressive|paresseuse|menteuse|faible|fragile_et) ne_comprend_(?:jamais_)?rien
        comprend_rien ne_vaut_(?:rien|pas_(?:grand_chose|mieux|la_peine)) vaut_pas_mieux sens_de_l'effort
        se_laisse_(?:vivre|aller|porter) laisser_aller mauvais_esprit
        se_(?:moque|fout|fiche)_(?:du_monde|de_tout|de_nous|de_la_gueule|eperdument) s'en_(?:fiche|fout|moque)
        en_rajoute en_fait_(?:trop|des_tonnes|des_caisses) (?:mere_)?meg?eres? maratres? harpies? furies?
        viragos? mere_poule_toxique c'est_(?:bien_)?(?:de_)?sa_faute sa_propre_faute moeurs_legeres
        fille_legere fille_de_joie trainee catin psychologiquement_(?:instable|fragile_et|derange\w*)
        mentalement_(?:instable|derange\w*|limite\w*|faible) poil_dans_la_main peine_perdue perte_de_temps
        temps_perdu rien_en_tirer rien_a_en_tirer plus_rien_a_(?:en_tirer|faire_pour) rien_de_bon
        quotient_intellectuel faible_qi qi_(?:faible|limite|d'huitre) flemme flemmards?
        eternel(?:le)?_(?:victime|assistee?|insatisfaite?|adolescente?|plaignante?) mene_en_bateau
        roule_dans_la_farine prend_pour_des_(?:cons|imbeciles|idiots)
        ne_fait_que_(?:mentir|se_plaindre|profiter|pleurnicher|dormir|trainer|provoquer|manipuler)
        ne_sait_que_\w+ passe_son_temps_a_(?:mentir|glander|se_plaindre|trainer|manipuler|dormir|ne_rien)
        cerveau_(?:grille|lent|ramolli) tete_(?:vide|en_l'air|creuse|de_con|de_n[o]eud)
        se_croit_(?:tout|au-dessus|superieure?|plus_malin|permis|maligne|malin|intelligente?|le_roi|la_reine)
        tout_lui_est_du tout_lui_est_permis prend_les_gens_pour savoir_vivre bon_a_rien bons?_a_rien
        sac_a_problemes nid_a_problemes a_cote_de_la_plaque (?:completement|totalement)_a_l'ouest
        folle?_a_lier fou_a_lier bete_(?:comme|a_manger|et_mechant\w*)
        (?:con|stupide|tetue?|menteur|sale|paresseux)_comme
        ne_merite_(?:pas_(?:notre|son|sa|qu'on|l'aide|la_place|d'aide|mieux)|rien|plus)
        pas_(?:la_peine|grand_chose_a_attendre) n'attend_que_l'argent
        (?:vit|vivent)_(?:sur_le_dos|aux_frais|aux_depens|aux_crochets|de_l'assistanat|des_allocs|des_aides)
        profite\w*_(?:du_systeme|de_la_situation|des_aides|de_tout_le_monde|de_nous|de_sa_mere|de_son_entourage)
        assistanat se_complai(?:t|sent|re|sant) complaisan(?:ce|te?)_dans mentalite_d'\w+
        vrais?_(?:boulets?|parasites?|calvaire|cauchemar|tyran|gamins?|dechet|danger_public)
        (?:un|une|vrai|vraie|ce|cette|quel|quelle|sacre|gros|grosse|pauvre|sale|petit|petite)_(?:cretin|conne?|imbecile|ordure|pourriture|raclure|dechet|zonard|clown|guignol|numero|rigolo|tocard|toquard|minable|cassos|feignasse|branleur|parasite|boulet|pleureuse|diva|starlette|cancre|charlatan|mytho|toxique|cinglee?|tyran|monstre|pimbeche|greluche|cruche|gourde|mollusque|legume|larve|loque|lopette|mauviette|chochotte|baltringue|tarba|bouffon|sauvageon|sauvageonne|petite_frappe|vaurien|delinquante?|crapule|fripouille|canaille|fumiste|glandeur|glandeuse|tricheur|arnaqueur|beau_parleur|bras_casse|incapable|vantard|egoiste|vipere|garce|idiote?|abrutie?|sotte?|ane|racaille|crasseux|poivrot|ivrogne|pochtron|toxico|junkie|drogue|droguee)
        zonards? sauvageons? vauriens? crapules? racailles? bras_casses? pochtrons? junkies? tocards? cancres?
        langue_de_vipere faux_cul faux-cul double_jeu double_face
        manque_de_(?:volonte|maturite|courage|jugeote|franchise|savoir_vivre|serieux|bonne_volonte|education|tenue|moralite)
        mauvaise?s?_(?:mere|pere|parents|fils|fille|eleve|influence|graine|volonte|foi|tete|langue|frequentation|education|herbe)
        (?:aucun|pas_d'|zero|nul)_?avenir voue?e?_a_l'echec finira_(?:mal|comme|en|sous|a_la_rue)
        (?:graine|gibier)_de_\w+ comme_son_(?:pere|frere),_un
        (?:tel|telle)_(?:pere|mere)_tel(?:le)?_(?:fils|fille) chiens_ne_font_pas_des_chats
        (?:simule|fait)_(?:la_|une_|sa_)(?:comedie|crise_pour|diva|princesse|victime|malade|belle|loi)
        joue_(?:la|les|de|au|aux)_(?:comedie|victimes?|malade|caids?|malheureu\w+|cassos|durs?|martyr\w*|sa_|faible)
        du_cinema cinema_habituel son_cirque
        cherche_(?:les_ennuis|les_problemes|la_bagarre|a_attirer|a_se_faire|a_manipuler|a_apitoyer|l'attention|toujours_des_excuses|a_profiter|a_se_rendre|la_merde)
        interessante? attire_l'attention besoin_d'attention_maladif bien_cherchee? bien_fait_pour
        n'a_que_ce_qu toujours_une_excuse toujours_des_excuses trouve_toujours_(?:une|des)_excuses?
        mauvaises?_excuses? invente_(?:des|toujours|n'importe|tout)\w*
        raconte_(?:des_(?:bobards|salades|histoires|mensonges|cracks)|n'importe) pas_une_parole_de_vrai
        ne_dit_(?:jamais_)?(?:la_verite|pas_la_verite) jamais_la_verite pervers(?:e)?_narcissique
        manipulat(?:eur|rice|oire)s? toxicite
        mere_(?:toxique|fusionnelle|castratrice|absente_et|defaillante|abusive|couveuse|louve)
        parents?_(?:depasses_et|inexistants|immatures|nuls|indignes) deviante?s? depravee?s? marginaux
        paumee?s? barree?s? givree?s? perchee?s? foutue?s? pour_la_societe desesperante?s? exasperante?s?
        epuisante?s? fatigante?s? ereintante?s? saoulante?s? soulante?s? gonflante?s?
        casse-?(?:pieds|couilles|bonbons) emmerdeu(?:r|se)s? chieu(?:r|se)s? relou(?:e|s)?
        (?:trop|plutot|tres)_(?:gatee?|couvee?|naive?|naif|lente?|molle|bete|con|conne) enfant_roi
        pourrie?_gatee? capricieu(?:x|se)s? desinteret_total je-?m'en-?fout\w* jemenfout\w* j'm'en_foutis\w*
        tire_au_flanc tire-au-flanc glande(?:nt)?_(?:toute|a_longueur|dans) ne_branle_rien ne_fiche_rien
        ne_glande_rien fiche_rien brasse_de_l'air pas_foutue?_de meme_pas_(?:capable|fichue?|foutue?)
        n'est_bonne?_qu'a bonne?_qu'a mauvais_payeur_notoire
        """
    )
)
